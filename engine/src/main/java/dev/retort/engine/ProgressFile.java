package dev.retort.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.retort.core.Progress;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// The file to which a command appends lines such as `0.42 searched 840 of 2000`.
final class ProgressFile {
  private static final int TAIL = 4 << 10;
  private static final int MAX_MESSAGE = 500;

  private ProgressFile() {}

  /// The latest whole line that says how far the program is; lines that do not are passed over.
  static Optional<Progress> latest(Path attempt) {
    Path file = attempt.resolve("progress");
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try {
      List<String> lines = tail(file).lines().toList();
      return lines.reversed().stream()
          .map(ProgressFile::parse)
          .filter(Objects::nonNull)
          .findFirst();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private static String tail(Path file) throws IOException {
    try (RandomAccessFile reader = new RandomAccessFile(file.toFile(), "r")) {
      long start = Math.max(0, reader.length() - TAIL);
      byte[] bytes = new byte[(int) (reader.length() - start)];
      reader.seek(start);
      reader.readFully(bytes);
      String text = new String(bytes, UTF_8);
      return text.substring(0, text.lastIndexOf('\n') + 1);
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
