package dev.retort.server;

/// Foreign text on its way into an answer.
final class Text {
  private static final int LONGEST_QUOTE = 80;

  private Text() {}

  /// The text with lone surrogates replaced, so that it can be written as UTF-8.
  static String printable(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return text.codePoints()
            .map(point ->
                Character.MIN_SURROGATE <= point && point <= Character.MAX_SURROGATE
                    ? 0xFFFD
                    : point)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
      }
    }
    return text;
  }

  /// The text in quotation marks, cut when long: for details of problems.
  static String quoted(String text) {
    return text.length() <= LONGEST_QUOTE
        ? '"' + text + '"'
        : '"' + text.substring(0, LONGEST_QUOTE) + "…\"";
  }

  /// The text for use within HTML elements and attributes.
  static String html(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '&' -> escaped.append("&amp;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
