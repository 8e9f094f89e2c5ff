package dev.retort.engine.files;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The paths of the files of an experiment's latest attempt. None of them needs to exist yet.
///
/// @param directory the experiment's directory
/// @param work the program's working directory; only files in it may be served
/// @param stdout the log of standard output
/// @param stderr the log of standard error
/// @param resultFile the program's result, `stdout` or a file below `work`; null if the result is
///   not in a file
public record ExperimentFiles(
    Path directory, Path work, Path stdout, Path stderr, @Nullable Path resultFile) {

  /// The file with the program's result; empty if the result is not in a file.
  public Optional<Path> result() {
    return Optional.ofNullable(resultFile);
  }
}
