package dev.retort.engine.submit;

import java.util.Map;

/// A query's parameters as received: typed, or all text.
public sealed interface Parameters {

  /// A JSON object as text.
  record Json(String text) implements Parameters {}

  /// Text values, as a form sends them; the schema determines the type of each.
  record Text(Map<String, String> values) implements Parameters {
    public Text {
      values = Map.copyOf(values);
    }
  }
}
