package dev.retort.server.origin;

import java.util.Locale;
import java.util.regex.Pattern;

/// A web site whose pages may use this server (RFC 6454): scheme, host, and port unless it is the
/// scheme's own. Immutable.
///
/// @param text as a browser sends it in `Origin`, for example `https://lab.example.org`
public record AllowedOrigin(String text) {
  private static final Pattern ORIGIN =
      Pattern.compile("https?://([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");

  /// Reads an origin.
  ///
  /// @throws IllegalArgumentException if the text is none; the message says what is
  public static AllowedOrigin of(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (!ORIGIN.matcher(lower).matches()) {
      throw new IllegalArgumentException(
          "an origin must be a scheme, a host and perhaps a port, such as https://lab.example.org,"
              + " without a path, got \""
              + text
              + '"');
    }
    String own = lower.startsWith("https:") ? ":443" : ":80";
    return new AllowedOrigin(
        lower.endsWith(own) ? lower.substring(0, lower.length() - own.length()) : lower);
  }
}
