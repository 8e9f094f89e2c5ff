package dev.retort.core;

import java.util.Optional;

/// Characters that text from clients must not contain. Thread-safe.
public final class TextRules {
  private TextRules() {}

  /// The violation that prevents storing the text as UTF-8 or passing it to a program; empty if the
  /// text is valid.
  public static Optional<String> broken(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return Optional.of("must not contain a NUL character, got one at character " + i);
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return Optional.of("must not contain half a surrogate pair, got one at character " + i);
      }
    }
    return Optional.empty();
  }

  /// The same, and also rejects control characters.
  public static Optional<String> brokenLine(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        return Optional.of(
            "must not contain control characters, got U+%04X at character %d"
                .formatted((int) text.charAt(i), i));
      }
    }
    return broken(text);
  }
}
