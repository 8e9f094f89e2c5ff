package dev.retort.engine.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.retort.core.program.Progress;
import dev.retort.warden.client.AttemptDirectory;
import dev.retort.warden.linux.RegularFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/// The file to which a command appends lines such as `0.42 searched 840 of 2000`.
public final class ProgressFile {
  private static final int TAIL = 4 << 10;
  private static final int MAX_MESSAGE = 500;

  private ProgressFile() {}

  /// The latest complete line that reports progress; skips other lines.
  public static Optional<Progress> latest(Path attempt) {
    Path file = new AttemptDirectory(attempt).progress();
    try {
      String text = UTF_8.decode(RegularFiles.tail(file, TAIL)).toString();
      String whole = text.substring(0, text.lastIndexOf('\n') + 1);
      return whole.lines().toList().reversed().stream()
          .map(ProgressFile::parse)
          .filter(Objects::nonNull)
          .findFirst();
    } catch (IOException noneThatIsReadable) {
      return Optional.empty();
    }
  }

  private static @org.jspecify.annotations.Nullable Progress parse(String line) {
    String[] words = line.strip().split("\\s+", 2);
    try {
      double fraction = Double.parseDouble(words[0]);
      String message = words.length == 2 ? words[1] : "";
      return fraction >= 0 && fraction <= 1
          ? new Progress(fraction, message.substring(0, Math.min(message.length(), MAX_MESSAGE)))
          : null;
    } catch (NumberFormatException notProgress) {
      return null;
    }
  }
}
