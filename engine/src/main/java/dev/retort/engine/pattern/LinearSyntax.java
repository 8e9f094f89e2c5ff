package dev.retort.engine.pattern;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Translates a pattern of `java.util.regex` into one of RE2/J with the same meaning. It knows the
/// syntax that both have in common with ECMA-262 and refuses all other, so that RE2/J never reads a
/// pattern in another way. Literal characters become hexadecimal escapes. Used by one thread.
final class LinearSyntax {
  /// RE2/J copies the repeated part that often.
  private static final long MAX_SIZE = 10_000;

  private static final int MAX_DEPTH = 100;

  private static final String NEITHER_LINE_END = "[^\\n\\r\\x{85}\\x{2028}\\x{2029}]";
  private static final Pattern COUNT = Pattern.compile("\\{(\\d{1,4})(,(\\d{0,4}))?}");
  private static final Pattern GROUP_NAME = Pattern.compile("\\(\\?<[a-zA-Z][a-zA-Z0-9]*>");
  private static final Pattern GROUP_KIND = Pattern.compile("\\(\\?i?:|\\(\\?i\\)");

  private final String pattern;
  private final StringBuilder re2 = new StringBuilder();

  /// The sizes before each open group.
  private final Deque<Long> outer = new ArrayDeque<>();

  private int at;
  private long size;
  private long last;
  private boolean quantified;

  /// A part that only one of the two engines has, or that means different things.
  private static final class NotCommonException extends Exception {
    private static final long serialVersionUID = 1;

    NotCommonException() {
      super(null, null, false, false);
    }
  }

  private LinearSyntax(String pattern) {
    this.pattern = pattern;
  }

  /// The pattern in RE2/J's syntax; empty if it has parts that RE2/J does not have.
  static Optional<String> of(String pattern) {
    try {
      return Optional.of(new LinearSyntax(pattern).translate());
    } catch (NotCommonException other) {
      return Optional.empty();
    }
  }

  private String translate() throws NotCommonException {
    while (at < pattern.length()) {
      char c = pattern.charAt(at);
      switch (c) {
        case '\\' -> atom(new CharacterEscape(pattern, at));
        case '[' -> characterClass();
        case '(' -> open();
        case ')' -> close();
        case '|' -> copy("|", 1);
        case '^' -> atom("\\A", 1);
        case '$' -> atom("\\z", 1);
        case '.' -> atom(NEITHER_LINE_END, 1);
        case '*', '+', '?' -> quantifier(String.valueOf(c), 1);
        case '{' -> count();
        default -> {
          int character = pattern.codePointAt(at);
          atom(CharacterEscape.literal(character), Character.charCount(character));
        }
      }
    }
    if (!outer.isEmpty()) {
      throw new NotCommonException();
    }
    return re2.toString();
  }

  private void atom(CharacterEscape escape) throws NotCommonException {
    atom(escape.outsideClass().orElseThrow(NotCommonException::new), escape.length());
  }

  private void atom(String text, int length) throws NotCommonException {
    copy(text, length);
    grow(1);
    last = 1;
  }

  private void copy(String text, int length) {
    re2.append(text);
    at += length;
    last = 0;
    quantified = false;
  }

  private void grow(long by) throws NotCommonException {
    size += by;
    if (size > MAX_SIZE) {
      throw new NotCommonException();
    }
  }

  private void characterClass() throws NotCommonException {
    CharacterClass parsed = CharacterClass.parse(pattern, at).orElseThrow(NotCommonException::new);
    atom(parsed.re2(), parsed.length());
  }

  private void open() throws NotCommonException {
    Matcher kind = GROUP_KIND.matcher(pattern).region(at, pattern.length());
    Matcher name = GROUP_NAME.matcher(pattern).region(at, pattern.length());
    if (kind.lookingAt() && kind.group().endsWith(")")) {
      copy(kind.group(), kind.group().length());
      return;
    }
    if (outer.size() == MAX_DEPTH) {
      throw new NotCommonException();
    }
    outer.push(size);
    size = 0;
    if (kind.lookingAt()) {
      copy(kind.group(), kind.group().length());
    } else if (name.lookingAt()) {
      copy("(?:", name.group().length());
    } else if (pattern.startsWith("(?", at)) {
      throw new NotCommonException();
    } else {
      copy("(?:", 1);
    }
  }

  private void close() throws NotCommonException {
    if (outer.isEmpty()) {
      throw new NotCommonException();
    }
    long inner = Math.max(1, size);
    size = outer.pop();
    copy(")", 1);
    grow(inner);
    last = inner;
  }

  private void count() throws NotCommonException {
    Matcher count = COUNT.matcher(pattern).region(at, pattern.length());
    if (!count.lookingAt()) {
      throw new NotCommonException();
    }
    int least = Integer.parseInt(count.group(1));
    String upTo = count.group(3);
    int most = upTo == null || upTo.isEmpty() ? least : Integer.parseInt(upTo);
    long copies = Math.max(1, Math.max(least, most));
    grow(last * (copies - 1));
    quantifier(count.group(), copies);
  }

  /// Possessive and doubled quantifiers are not common to both.
  private void quantifier(String text, long copies) throws NotCommonException {
    if (last == 0 || quantified) {
      throw new NotCommonException();
    }
    long repeated = last * copies;
    copy(text, text.length());
    if (at < pattern.length() && pattern.charAt(at) == '?') {
      copy("?", 1);
    }
    last = repeated;
    quantified = true;
  }
}
