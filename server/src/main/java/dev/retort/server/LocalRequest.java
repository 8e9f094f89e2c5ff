package dev.retort.server;

import java.util.LinkedHashMap;
import java.util.Map;

/// A request to a [LocalServer].
///
/// @param method for example `GET`
/// @param path as in a request line: begins with `/`, percent-encoded, with its query string if any
/// @param headers additional headers; `Host` and `Content-Length` are set automatically
/// @param body sent as UTF-8; empty for none
public record LocalRequest(String method, String path, Map<String, String> headers, String body) {

  public LocalRequest {
    headers = Map.copyOf(headers);
    requireOneLine("method", method);
    requireOneLine("path", path);
    headers.forEach((name, value) -> {
      requireOneLine("header", name);
      requireOneLine("header", value);
    });
  }

  /// A `GET` without additional headers.
  public static LocalRequest get(String path) {
    return new LocalRequest("GET", path, Map.of(), "");
  }

  /// A `POST` without additional headers, and without a `Content-Type`.
  public static LocalRequest post(String path, String body) {
    return new LocalRequest("POST", path, Map.of(), body);
  }

  /// A copy with one more header.
  public LocalRequest header(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new LocalRequest(method, path, more, body);
  }

  private static void requireOneLine(String what, String text) {
    if (text.chars().anyMatch(c -> c == '\r' || c == '\n')) {
      throw new IllegalArgumentException(what + " must be one line, got \"" + text + '"');
    }
  }
}
