package dev.retort.engine.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.retort.warden.linux.NotRegularFileException;
import dev.retort.warden.linux.RegularFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The last lines of a log as text that is safe to show: valid Unicode, without terminal escapes,
/// control characters or characters that change the direction of text. Thread-safe.
public final class LogTail {
  /// Maximum number of lines.
  public static final int MAX_LINES = 20;

  /// Maximum number of bytes that are read; the text is at most that many characters.
  public static final int MAX_BYTES = 4 << 10;

  /// Control sequences of a terminal (ECMA-48, section 5.4), and the titles that xterm takes.
  private static final Pattern ESCAPE =
      Pattern.compile("\u001b\\[[0-?]*+[ -/]*+[@-~]?|\u001b\\][^\u0007\u001b]*+\u0007?|\u001b.?");

  private LogTail() {}

  /// The last lines of a file, separated by `\n`; empty if there is no such file.
  ///
  /// The first line is whole unless the last one alone is longer than [#MAX_BYTES].
  public static Optional<String> of(Path log) throws IOException {
    try {
      ByteBuffer end = RegularFiles.tail(log, MAX_BYTES);
      boolean whole = end.remaining() < MAX_BYTES;
      String text = UTF_8.decode(end).toString();
      return Optional.of(lastLines(whole ? text : wholeLines(text)));
    } catch (NoSuchFileException | NotRegularFileException | FileSystemLoopException none) {
      return Optional.empty();
    }
  }

  private static String wholeLines(String text) {
    int end = text.indexOf('\n');
    return end < 0 || end == text.length() - 1 ? text : text.substring(end + 1);
  }

  private static String lastLines(String text) {
    List<String> lines =
        Stream.of(text.stripTrailing().split("\n", -1)).map(LogTail::shown).toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - MAX_LINES), lines.size()));
  }

  /// A line as a terminal shows it: a carriage return overwrites the text before it. A progress bar
  /// thus becomes its last state.
  private static String shown(String line) {
    String plain = ESCAPE.matcher(line).replaceAll("").stripTrailing();
    return safe(plain.substring(plain.lastIndexOf('\r') + 1));
  }

  private static String safe(String line) {
    return line.codePoints()
        .map(point -> isUnsafe(point) ? 0xFFFD : point)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean isUnsafe(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL -> point != '\t';
      case Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
      case Character.SURROGATE -> true;
      default -> false;
    };
  }
}
