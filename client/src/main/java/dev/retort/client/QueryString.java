package dev.retort.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Builds the path and query string of a request. Not thread-safe.
final class QueryString {
  private final StringBuilder text;
  private char separator = '?';

  QueryString(String path) {
    text = new StringBuilder(path);
  }

  /// Adds a parameter; does nothing if the value is null.
  QueryString add(String name, @Nullable Object value) {
    if (value != null) {
      text.append(separator).append(name).append('=').append(encode(value.toString()));
      separator = '&';
    }
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }

  /// Percent-encodes one path segment or value.
  static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
