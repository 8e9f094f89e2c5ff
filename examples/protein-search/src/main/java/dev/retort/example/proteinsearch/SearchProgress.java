package dev.retort.example.proteinsearch;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reports the progress of the search: appends a line such as `0.42 searched 840 of 2000` to a
/// file, once per percent. Thread-safe.
///
/// The environment variable [#VARIABLE] contains the path of the file; without it nothing is
/// written. If the file cannot be written, the search prints one warning and continues.
final class SearchProgress {
  static final String VARIABLE = "RETORT_PROGRESS";

  private final int total;
  private final PrintStream warnings;
  private @Nullable Path file;
  private int searched;
  private int percentWritten;

  SearchProgress(@Nullable Path file, int total, PrintStream warnings) {
    this.file = file;
    this.total = total;
    this.warnings = warnings;
  }

  /// Counts one more searched protein.
  synchronized void advance() {
    searched++;
    int percent = (int) (100L * searched / total);
    if (file == null || percent == percentWritten) {
      return;
    }
    percentWritten = percent;
    String line =
        String.format(Locale.ROOT, "%.2f searched %d of %d%n", percent / 100.0, searched, total);
    try {
      Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      warnings.println("warning: progress is not reported, cannot write " + file + ": " + e);
      file = null;
    }
  }
}
