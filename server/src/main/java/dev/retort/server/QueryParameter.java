package dev.retort.server;

import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A query parameter that a route takes: checked before the route is called, and described in the
/// OpenAPI document.
sealed interface QueryParameter {

  String name();

  String description();

  /// Throws a 400 problem when the value is not one that the parameter takes.
  void check(String value);

  ObjectNode schema();

  default boolean repeatable() {
    return false;
  }

  /// Any text.
  record Words(String name, String description, boolean repeatable) implements QueryParameter {
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

  /// A whole number.
  record Number(String name, String description, long least, long most, long standard)
      implements QueryParameter {
    @Override
    public void check(String value) {
      boolean digits = !value.isEmpty() && value.length() <= 19;
      if (!digits || !value.chars().allMatch(c -> '0' <= c && c <= '9')) {
        throw wrong(name, "must be a whole number " + range(), value);
      }
      try {
        long number = Long.parseLong(value);
        if (number < least || number > most) {
          throw wrong(name, "must be " + range(), value);
        }
      } catch (NumberFormatException tooLong) {
        throw wrong(name, "must be " + range(), value);
      }
    }

    private String range() {
      return most == Long.MAX_VALUE ? least + " or more" : least + ".." + most;
    }

    @Override
    public ObjectNode schema() {
      ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "integer");
      schema.put("minimum", least).put("default", standard);
      if (most != Long.MAX_VALUE) {
        schema.put("maximum", most);
      }
      return schema;
    }
  }

  static ProblemException wrong(String name, String rule, String value) {
    return Problem.of(
            ProblemKind.INVALID_QUERY_PARAMETER,
            "query parameter " + name + " " + rule + ", got " + Text.quoted(value))
        .with("parameter", name)
        .exception();
  }
}
