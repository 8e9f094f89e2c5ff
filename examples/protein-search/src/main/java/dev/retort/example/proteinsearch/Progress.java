package dev.retort.example.proteinsearch;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Tells how far the search is: appends a line such as `0.42 searched 840 of 2000` to a file, once
/// per percent. Thread-safe.
///
/// Whoever runs the program names the file in the environment variable [#VARIABLE]; without it
/// nothing is written. A file that cannot be written costs one warning, not the search.
final class Progress {
  static final String VARIABLE = "RETORT_PROGRESS";

  private final int total;
  private final PrintStream warnings;
  private @Nullable Path file;
  private int searched;
  private int percentWritten;

  Progress(@Nullable Path file, int total, PrintStream warnings) {
    this.file = file;
    this.total = total;
    this.warnings = warnings;
  }

  /// One more protein of the database was searched.
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
