package dev.retort.server;

import java.util.List;
import java.util.Map;

/// The answer of a [LocalServer].
///
/// @param status for example 200
/// @param headers the values of each header in order, by lower-case name
/// @param body decoded as UTF-8
public record LocalAnswer(int status, Map<String, List<String>> headers, String body) {

  public LocalAnswer {
    headers = Map.copyOf(headers);
  }

  /// The first value of a header; empty if it is missing. The name is case-insensitive.
  public String header(String name) {
    List<String> values = headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), List.of());
    return values.isEmpty() ? "" : values.getFirst();
  }
}
