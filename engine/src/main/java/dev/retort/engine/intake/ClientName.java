package dev.retort.engine.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Makes the name that a client gave a file safe for a program. Thread-safe.
final class ClientName {
  private static final int MAX_BYTES = 200;

  /// One or two extensions, such as `.fastq.gz`.
  private static final Pattern EXTENSION = Pattern.compile("(?:\\.[A-Za-z0-9]{1,12}){1,2}$");

  private ClientName() {}

  /// Letters, digits, `.`, `_`, `+` and `-` stay, any other character becomes `_`; a `.` or `-` at
  /// the beginning too. A long name loses its end, not its extension. Empty if nothing is left.
  static Optional<String> safe(String sent) {
    StringBuilder safe = new StringBuilder();
    sent.codePoints().forEach(point -> safe.appendCodePoint(isPlain(point) ? point : '_'));
    if (safe.isEmpty() || safe.chars().allMatch(c -> c == '_' || c == '.')) {
      return Optional.empty();
    }
    if (safe.charAt(0) == '.' || safe.charAt(0) == '-') {
      safe.setCharAt(0, '_');
    }
    return Optional.of(shortened(safe.toString()));
  }

  private static boolean isPlain(int point) {
    return Character.isLetterOrDigit(point)
        || Character.getType(point) == Character.NON_SPACING_MARK
        || "._+-".indexOf(point) >= 0;
  }

  private static String shortened(String name) {
    Matcher extension = EXTENSION.matcher(name);
    String end = extension.find() ? extension.group() : "";
    String stem = name.substring(0, name.length() - end.length());
    while (bytes(stem) + bytes(end) > MAX_BYTES) {
      stem = stem.substring(0, stem.offsetByCodePoints(stem.length(), -1));
    }
    return stem + end;
  }

  private static int bytes(String text) {
    return text.getBytes(UTF_8).length;
  }
}
