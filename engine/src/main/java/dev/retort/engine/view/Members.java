package dev.retort.engine.view;

import dev.retort.core.StreamSize;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// Writes members of one JSON object, each by its type. Not thread-safe.
final class Members {
  final JsonGenerator json;

  Members(JsonGenerator json) {
    this.json = json;
  }

  void text(String name, @Nullable String value) {
    if (value == null) {
      json.writeNullProperty(name);
    } else {
      json.writeStringProperty(name, printable(value));
    }
  }

  void number(String name, @Nullable Number value) {
    if (value == null) {
      json.writeNullProperty(name);
    } else {
      json.writeNumberProperty(name, value.longValue());
    }
  }

  void flag(String name, @Nullable Boolean value) {
    if (value == null) {
      json.writeNullProperty(name);
    } else {
      json.writeBooleanProperty(name, value);
    }
  }

  void time(String name, @Nullable Instant value) {
    if (value == null) {
      json.writeNullProperty(name);
    } else {
      json.writeStringProperty(name, value.toString());
    }
  }

  /// A duration as a number of seconds with three decimal places at most.
  void seconds(String name, @Nullable Duration value) {
    if (value == null) {
      json.writeNullProperty(name);
    } else {
      json.writeNumberProperty(name, value.toMillis() / 1_000.0);
    }
  }

  /// How much of an output stream was kept.
  void stream(String name, @Nullable StreamSize size) {
    if (size == null) {
      json.writeNullProperty(name);
      return;
    }
    json.writeName(name);
    json.writeStartObject();
    json.writeNumberProperty("bytes", size.bytes());
    json.writeNumberProperty("kept_bytes", size.keptBytes());
    json.writeBooleanProperty("truncated", size.truncated());
    json.writeEndObject();
  }

  /// An object of strings, in the order of their keys.
  void texts(String name, Map<String, String> values) {
    json.writeName(name);
    json.writeStartObject();
    if (!values.isEmpty()) {
      new TreeMap<>(values).forEach(json::writeStringProperty);
    }
    json.writeEndObject();
  }

  /// The text with lone surrogates replaced, so that it can be written as UTF-8.
  private static String printable(String text) {
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
}
