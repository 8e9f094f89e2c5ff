package dev.retort.engine;

import java.util.Map;

/// A query's parameters as they came: typed, or all text.
public sealed interface Parameters {

  /// A JSON object as text.
  record Json(String text) implements Parameters {}

  /// Text values, as a form sends them; each is read as its schema's type asks.
  record Text(Map<String, String> values) implements Parameters {
    public Text {
      values = Map.copyOf(values);
    }
  }
}
