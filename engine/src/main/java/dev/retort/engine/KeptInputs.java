package dev.retort.engine;

import dev.retort.core.Experiment;
import dev.retort.core.store.Store;
import dev.retort.engine.files.StoredInput;
import dev.retort.engine.files.Workspace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The inputs of accepted experiments, in the store or on disk. Thread-safe.
///
/// @param store holds short sequences
/// @param workspace holds everything else
record KeptInputs(Store store, Workspace workspace) {

  /// See [Engine#sequence].
  InputStream sequence(Experiment experiment) throws IOException {
    if (experiment.query().sequence().isAbsent()) {
      return InputStream.nullInputStream();
    }
    Optional<String> inline = store.sequence(experiment.id());
    return inline.isPresent()
        ? new ByteArrayInputStream(inline.get().getBytes(StandardCharsets.UTF_8))
        : workspace.openSequence(experiment.id());
  }

  /// See [Engine#input].
  Optional<StoredInput> find(Experiment experiment, @Nullable String file) {
    if (file == null && experiment.query().sequence().isAbsent()) {
      return Optional.empty();
    }
    if (file == null) {
      Optional<String> inline = store.sequence(experiment.id());
      return Optional.of(
          inline.isPresent()
              ? new StoredInput.Inline(inline.get())
              : new StoredInput.OnDisk(workspace.sequenceFile(experiment.id())));
    }
    return experiment.query().files().stream()
        .filter(each -> each.name().equals(file))
        .findFirst()
        .map(each -> new StoredInput.OnDisk(workspace.presentFile(experiment, each)));
  }
}
