package dev.retort.engine.pattern;

import java.util.Optional;
import java.util.OptionalInt;

/// A character class of a pattern, without unions and intersections, which only `java.util.regex`
/// has.
///
/// @param re2 in RE2/J's syntax
/// @param length in the pattern
record CharacterClass(String re2, int length) {

  /// The class at a bracket; empty if the two engines differ.
  static Optional<CharacterClass> parse(String pattern, int start) {
    return new Parser(pattern, start).parse();
  }

  /// Used by one thread.
  private static final class Parser {
    private final String pattern;
    private final int start;
    private final StringBuilder re2 = new StringBuilder("[");
    private int at;

    Parser(String pattern, int start) {
      this.pattern = pattern;
      this.start = start;
      this.at = start + 1;
    }

    Optional<CharacterClass> parse() {
      if (peek('^')) {
        re2.append('^');
        at++;
      }
      if (peek(']')) {
        return Optional.empty();
      }
      while (at < pattern.length() && !peek(']')) {
        if (!element()) {
          return Optional.empty();
        }
      }
      return at == pattern.length()
          ? Optional.empty()
          : Optional.of(new CharacterClass(re2.append(']').toString(), at + 1 - start));
    }

    private boolean peek(char c) {
      return at < pattern.length() && pattern.charAt(at) == c;
    }

    /// One character, a range, or an escape for a set.
    private boolean element() {
      if (peek('\\')) {
        CharacterEscape escape = new CharacterEscape(pattern, at);
        Optional<String> set = escape.set();
        if (set.isPresent()) {
          re2.append(set.get());
          at += escape.length();
          return true;
        }
      }
      OptionalInt first = character();
      if (first.isEmpty()) {
        return false;
      }
      re2.append(CharacterEscape.literal(first.getAsInt()));
      boolean range = peek('-') && at + 1 < pattern.length() && pattern.charAt(at + 1) != ']';
      if (!range) {
        return true;
      }
      at++;
      OptionalInt end = character();
      if (end.isEmpty() || end.getAsInt() < first.getAsInt()) {
        return false;
      }
      re2.append('-').append(CharacterEscape.literal(end.getAsInt()));
      return true;
    }

    private OptionalInt character() {
      if (peek('[') || pattern.startsWith("&&", at)) {
        return OptionalInt.empty();
      }
      if (peek('\\')) {
        CharacterEscape escape = new CharacterEscape(pattern, at);
        OptionalInt one = escape.character();
        at += escape.length();
        return one;
      }
      int one = pattern.codePointAt(at);
      at += Character.charCount(one);
      return OptionalInt.of(one);
    }
  }
}
