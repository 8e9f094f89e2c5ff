package dev.retort.engine;

import java.util.Optional;

/// What text must not hold. Thread-safe.
final class TextRules {
  private TextRules() {}

  /// What makes the text unfit to be kept as UTF-8 or passed to a program; empty when nothing does.
  static Optional<String> broken(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return Optional.of("must not hold a NUL character, got one at character " + i);
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return Optional.of("must not hold half a surrogate pair, got one at character " + i);
      }
    }
    return Optional.empty();
  }

  /// The same, and no control characters either.
  static Optional<String> brokenLine(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        return Optional.of(
            "must not hold control characters, got U+%04X at character %d"
                .formatted((int) text.charAt(i), i));
      }
    }
    return broken(text);
  }
}
