package dev.retort.server.origin;

import java.util.regex.Pattern;

/// The path under which clients reach the server, for example `/tools/retort`; empty at the root of
/// its host. Immutable.
///
/// @param text begins with a slash and ends without one, unless it is empty
public record BasePath(String text) {
  private static final int LONGEST = 1_000;
  private static final Pattern SEGMENTS =
      Pattern.compile("(/(?!\\.{1,2}(/|$))([A-Za-z0-9._~+@:-]|%[0-9A-Fa-f]{2})+)*");

  /// The root of the host.
  public static final BasePath ROOT = new BasePath("");

  public BasePath {
    if (text.length() > LONGEST || !SEGMENTS.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "a base path must be like /tools/retort, of letters, digits and ._~+@:- or"
              + " percent-escapes, and at most "
              + LONGEST
              + " characters long");
    }
  }

  /// Reads a base path; a slash at its end makes no difference.
  ///
  /// @throws IllegalArgumentException if the text is not the path of a URI; the message says what
  ///   is
  public static BasePath of(String text) {
    return new BasePath(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
  }

  /// The path of a request without this prefix: a proxy may keep the prefix or remove it.
  public String without(String path) {
    if (text.isEmpty() || !path.startsWith(text)) {
      return path;
    }
    String rest = path.substring(text.length());
    if (rest.isEmpty()) {
      return "/";
    }
    return rest.startsWith("/") ? rest : path;
  }
}
