package dev.retort.server.openapi;

import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Says of objects without further members `unevaluatedProperties: false` instead of
/// `additionalProperties: false`. Both mean the same where no other schema applies to the object
/// (JSON Schema 2020-12 section 11.3), but generators of clients misread the latter in OpenAPI 3.1:
/// they give the class a map for further members.
final class ClosedObjects {
  private static final Set<String> APPLICATORS =
      Set.of(
          "$ref",
          "$dynamicRef",
          "allOf",
          "anyOf",
          "oneOf",
          "if",
          "then",
          "else",
          "dependentSchemas",
          "unevaluatedProperties");

  private ClosedObjects() {}

  /// Changes a schema and those within it.
  static void in(JsonNode schema) {
    JsonNode further = schema.path("additionalProperties");
    boolean closed = further.isBoolean() && !further.booleanValue();
    if (closed
        && schema instanceof ObjectNode object
        && APPLICATORS.stream().noneMatch(object::has)) {
      object.remove("additionalProperties");
      object.put("unevaluatedProperties", false);
    }
    schema.forEach(ClosedObjects::in);
  }
}
