package dev.retort.engine;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where the files of an experiment's latest attempt are. None needs to exist yet.
///
/// @param directory the experiment's own directory
/// @param work what the program wrote; the only one that may be served as files
/// @param stdout what the program printed
/// @param stderr what it complained about
/// @param resultFile the program's result, `stdout` or a file below `work`; null when it is one
///   that leaves none in a file
public record ExperimentFiles(
    Path directory, Path work, Path stdout, Path stderr, @Nullable Path resultFile) {

  /// The program's result; empty when it is one that leaves none in a file.
  public Optional<Path> result() {
    return Optional.ofNullable(resultFile);
  }
}
