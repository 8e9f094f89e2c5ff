package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the code keeps to that its classes no longer show.
class SourceFilesTest {
  private static final int MOST_LINES = 400;

  @Test
  void main_files_stay_readable() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("").toAbsolutePath().getParent())) {
      List<String> tooLong =
          files
              .filter(file -> file.toString().matches(".*/src/main/java/.*\\.java"))
              .filter(file -> lines(file) >= MOST_LINES)
              .map(file -> file + ": " + lines(file) + " lines")
              .toList();
      assertThat(tooLong).isEmpty();
    }
  }

  private static long lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
