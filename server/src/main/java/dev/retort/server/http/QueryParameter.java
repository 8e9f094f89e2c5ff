package dev.retort.server.http;

import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A query parameter of a route: validated before the route runs, and described in the OpenAPI
/// document.
public sealed interface QueryParameter {

  String name();

  String description();

  /// Throws a 400 problem if the value is invalid.
  void check(String value);

  ObjectNode schema();

  default boolean repeatable() {
    return false;
  }

  /// Any text.
  record Text(String name, String description, boolean repeatable) implements QueryParameter {
    @Override
    public void check(String value) {}

    @Override
    public ObjectNode schema() {
      return JsonNodeFactory.instance.objectNode().put("type", "string");
    }
  }

  /// One of a few words.
  record Choice(String name, String description, List<String> words) implements QueryParameter {
    public Choice {
      words = List.copyOf(words);
    }

    @Override
    public void check(String value) {
      if (!words.contains(value)) {
        throw wrong(name, "must be one of " + String.join(", ", words), value);
      }
    }

    @Override
    public ObjectNode schema() {
      ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "string");
      words.forEach(schema.putArray("enum")::add);
      return schema;
    }
  }

  /// Some of a few words, separated by commas; repeatable.
  record Choices(String name, String description, List<String> words) implements QueryParameter {
    public Choices {
      words = List.copyOf(words);
    }

    @Override
    public boolean repeatable() {
      return true;
    }

    @Override
    public void check(String value) {
      for (String word : value.split(",", -1)) {
        if (!words.contains(word)) {
          throw wrong(name, "must be one of " + String.join(", ", words), word);
        }
      }
    }

    @Override
    public ObjectNode schema() {
      ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "string");
      words.forEach(schema.putArray("enum")::add);
      return schema;
    }
  }

  /// A [Moment].
  record Time(String name, String description) implements QueryParameter {
    @Override
    public void check(String value) {
      if (Moment.parse(value).isEmpty()) {
        throw wrong(name, Moment.RULE, value);
      }
    }

    @Override
    public ObjectNode schema() {
      return JsonNodeFactory.instance.objectNode().put("type", "string").put("format", "date-time");
    }
  }

  /// `true` or `false`; `false` by default.
  record Flag(String name, String description) implements QueryParameter {
    @Override
    public void check(String value) {
      if (!value.equals("true") && !value.equals("false")) {
        throw wrong(name, "must be true or false", value);
      }
    }

    @Override
    public ObjectNode schema() {
      return JsonNodeFactory.instance.objectNode().put("type", "boolean").put("default", false);
    }
  }

  /// A whole number.
  record Number(String name, String description, long minimum, long maximum, long defaultValue)
      implements QueryParameter {
    @Override
    public void check(String value) {
      boolean digits = !value.isEmpty() && value.length() <= 19;
      if (!digits || !value.chars().allMatch(c -> '0' <= c && c <= '9')) {
        throw wrong(name, "must be a whole number " + range(), value);
      }
      try {
        long number = Long.parseLong(value);
        if (number < minimum || number > maximum) {
          throw wrong(name, "must be " + range(), value);
        }
      } catch (NumberFormatException tooLong) {
        throw wrong(name, "must be " + range(), value);
      }
    }

    private String range() {
      return maximum == Long.MAX_VALUE ? minimum + " or more" : minimum + ".." + maximum;
    }

    @Override
    public ObjectNode schema() {
      ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "integer");
      schema.put("minimum", minimum).put("default", defaultValue);
      if (maximum == Long.MAX_VALUE) {
        schema.put("format", "int64");
      } else {
        schema.put("maximum", maximum);
      }
      return schema;
    }
  }

  static ProblemException wrong(String name, String rule, String value) {
    return Problem.of(
            ProblemKind.INVALID_QUERY_PARAMETER,
            "query parameter " + name + " " + rule + ", got " + QuotedText.quoted(value))
        .with("parameter", name)
        .exception();
  }
}
