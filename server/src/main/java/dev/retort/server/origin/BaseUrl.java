package dev.retort.server.origin;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The URL of `/` as all clients see it, for example `https://lab.example.org/tools/retort`.
/// Immutable.
///
/// @param scheme `http` or `https`
/// @param authority host, and port unless it is the scheme's own
/// @param path the path before every route
public record BaseUrl(String scheme, String authority, BasePath path) {
  private static final Pattern URL =
      Pattern.compile(
          "(https?)://((?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\\[[0-9a-f:.]+])(?::[0-9]{1,5})?)(/.*)?",
          Pattern.CASE_INSENSITIVE);

  /// Reads a URL; a slash at its end makes no difference.
  ///
  /// @throws IllegalArgumentException if the text is none; the message says what is
  public static BaseUrl of(String text) {
    Matcher url = URL.matcher(text);
    if (!url.matches()) {
      throw new IllegalArgumentException(
          "a base URL must be like https://lab.example.org/tools/retort: a scheme, a host, perhaps"
              + " a port and a path, got \""
              + text
              + '"');
    }
    String path = url.group(3);
    return new BaseUrl(
        url.group(1).toLowerCase(Locale.ROOT),
        url.group(2).toLowerCase(Locale.ROOT),
        path == null ? BasePath.ROOT : BasePath.of(path));
  }

  /// The host without its port.
  String host() {
    return authority.replaceFirst(":[0-9]+$", "");
  }
}
