package dev.retort.server.http;

/// Escapes and quotes text of clients and programs for use in an answer.
public final class QuotedText {
  private static final int LONGEST_QUOTE = 80;

  private QuotedText() {}

  /// The text with lone surrogates replaced, so that it can be written as UTF-8.
  public static String printable(String text) {
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

  /// The text in quotation marks, truncated if long, for problem details.
  public static String quoted(String text) {
    return text.length() <= LONGEST_QUOTE
        ? '"' + text + '"'
        : '"' + text.substring(0, LONGEST_QUOTE) + "…\"";
  }

  /// The text as one reference token of a JSON pointer (RFC 6901).
  public static String pointer(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }

  /// The text for use within HTML elements and attributes.
  public static String html(String text) {
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
