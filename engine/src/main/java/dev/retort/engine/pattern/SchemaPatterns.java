package dev.retort.engine.pattern;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Finds the patterns of a JSON Schema.
public final class SchemaPatterns {
  /// Keywords whose values are data.
  private static final Set<String> DATA = Set.of("default", "const", "enum", "examples");

  private SchemaPatterns() {}

  /// The values of `pattern` and the names in `patternProperties`, everywhere in the schema.
  ///
  /// @throws IllegalArgumentException if one is not a regular expression; the message says why
  public static List<ValuePattern> of(JsonNode schema) {
    List<ValuePattern> found = new ArrayList<>();
    collect(schema, found);
    return found;
  }

  private static void collect(JsonNode schema, List<ValuePattern> found) {
    if (!(schema instanceof ObjectNode object)) {
      schema.forEach(each -> collect(each, found));
      return;
    }
    for (Map.Entry<String, JsonNode> keyword : object.properties()) {
      JsonNode value = keyword.getValue();
      if (keyword.getKey().equals("pattern") && value.isString()) {
        found.add(ValuePattern.compile(value.stringValue()));
      } else if (keyword.getKey().equals("patternProperties")
          && value instanceof ObjectNode named) {
        named.propertyNames().forEach(name -> found.add(ValuePattern.compile(name)));
      }
      if (!DATA.contains(keyword.getKey())) {
        collect(value, found);
      }
    }
  }
}
