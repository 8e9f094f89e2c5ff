package dev.retort.engine;

import java.nio.file.Path;
import java.util.Optional;

/// Where the files of an experiment's latest attempt are. None needs to exist yet.
///
/// @param directory the experiment's own directory
/// @param work what the program wrote; the only one that may be served as files
/// @param stdout what the program printed
/// @param stderr what it complained about
/// @param resultFile the program's result, `stdout` or a file below `work`
/// @param hasResult false when the program is one that leaves no result file
public record ExperimentFiles(
    Path directory, Path work, Path stdout, Path stderr, Path resultFile, boolean hasResult) {

  /// The program's result; empty when it is one that leaves none.
  public Optional<Path> result() {
    return hasResult ? Optional.of(resultFile) : Optional.empty();
  }
}
