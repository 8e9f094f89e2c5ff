package dev.retort.engine.pattern;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An escape sequence of a pattern, at a backslash. Immutable.
final class CharacterEscape {
  /// The white space of `java.util.regex`; RE2/J's lacks the vertical tab.
  private static final String SPACE = "\\t\\n\\x{B}\\f\\r\\x{20}";

  private static final Pattern HEXADECIMAL =
      Pattern.compile("\\\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4}))");
  private static final Pattern PROPERTY = Pattern.compile("\\\\p\\{([A-Za-z]{1,2})}");

  private final String pattern;
  private final int at;
  private final char kind;

  CharacterEscape(String pattern, int at) {
    this.pattern = pattern;
    this.at = at;
    this.kind = at + 1 < pattern.length() ? pattern.charAt(at + 1) : 0;
  }

  /// A character that stands for itself.
  static String literal(int character) {
    boolean plain =
        character >= '0' && character <= '9'
            || character >= 'a' && character <= 'z'
            || character >= 'A' && character <= 'Z';
    return plain
        ? Character.toString(character)
        : "\\x{" + Integer.toHexString(character).toUpperCase(java.util.Locale.ROOT) + '}';
  }

  int length() {
    Matcher longer = matcher(HEXADECIMAL);
    Matcher property = matcher(PROPERTY);
    return longer.lookingAt()
        ? longer.group().length()
        : property.lookingAt() ? property.group().length() : 2;
  }

  /// In RE2/J's syntax; empty if the two engines differ.
  Optional<String> outsideClass() {
    return switch (kind) {
      case 'b', 'B', 'A', 'z', 'D', 'W' -> Optional.of("\\" + kind);
      case 'S' -> Optional.of("[^" + SPACE + ']');
      default -> {
        OptionalInt one = character();
        yield one.isPresent()
            ? Optional.of(literal(one.getAsInt()))
            : set().map(set -> '[' + set + ']');
      }
    };
  }

  /// The single character that it stands for.
  OptionalInt character() {
    return switch (kind) {
      case 't' -> OptionalInt.of('\t');
      case 'n' -> OptionalInt.of('\n');
      case 'r' -> OptionalInt.of('\r');
      case 'f' -> OptionalInt.of('\f');
      case 'x', 'u' -> hexadecimal();
      default ->
          kind > ' ' && kind < 0x7f && !Character.isLetterOrDigit(kind)
              ? OptionalInt.of(kind)
              : OptionalInt.empty();
    };
  }

  private OptionalInt hexadecimal() {
    Matcher digits = matcher(HEXADECIMAL);
    if (!digits.lookingAt()) {
      return OptionalInt.empty();
    }
    String two = digits.group(1);
    int character = Integer.parseInt(two == null ? digits.group(2) : two, 16);
    boolean half = character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
    return half ? OptionalInt.empty() : OptionalInt.of(character);
  }

  /// The inside of a character class that it stands for.
  Optional<String> set() {
    return switch (kind) {
      case 'd', 'w' -> Optional.of("\\" + kind);
      case 's' -> Optional.of(SPACE);
      case 'p' -> {
        Matcher property = matcher(PROPERTY);
        yield property.lookingAt() ? UnicodeCategory.ranges(property.group(1)) : Optional.empty();
      }
      default -> Optional.empty();
    };
  }

  private Matcher matcher(Pattern form) {
    return form.matcher(pattern).region(at, pattern.length());
  }
}
