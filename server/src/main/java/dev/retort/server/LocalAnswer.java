package dev.retort.server;

import java.util.List;
import java.util.Map;

/// What a [LocalServer] answered.
///
/// @param status for example 200
/// @param headers by their names in lower case, each with its values in the order in which they
///   came
/// @param body read as UTF-8
public record LocalAnswer(int status, Map<String, List<String>> headers, String body) {

  public LocalAnswer {
    headers = Map.copyOf(headers);
  }

  /// The first value of a header, whatever the case of its name is; empty when there is none.
  public String header(String name) {
    List<String> values = headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), List.of());
    return values.isEmpty() ? "" : values.getFirst();
  }
}
