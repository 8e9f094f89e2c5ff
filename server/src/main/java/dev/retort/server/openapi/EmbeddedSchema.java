package dev.retort.server.openapi;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes a program's own JSON Schema a part of the document: its references to itself, which begin
/// at its root, then begin at its place in the document (RFC 6901, section 6).
final class EmbeddedSchema {
  /// Keywords whose members are schemas under names of the author's choice.
  private static final Set<String> NAMED =
      Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas");

  /// Keywords whose values are data.
  private static final Set<String> DATA = Set.of("const", "enum", "default", "examples", "example");

  private final String place;
  private final Map<String, String> anchors = new HashMap<>();

  private EmbeddedSchema(String place) {
    this.place = place;
  }

  /// Changes the schema.
  ///
  /// @param place the reference to the schema in the document
  static JsonNode at(String place, JsonNode schema) {
    EmbeddedSchema embedded = new EmbeddedSchema(place);
    if (schema instanceof ObjectNode root) {
      root.remove("$schema");
      root.remove("$id");
    }
    embedded.findAnchors(schema, place);
    embedded.rewrite(schema);
    return schema;
  }

  private void findAnchors(JsonNode schema, String here) {
    if (schema instanceof ObjectNode object) {
      JsonNode anchor = object.remove("$anchor");
      if (anchor != null && anchor.isString()) {
        anchors.put('#' + anchor.stringValue(), here);
      }
    }
    for (Map.Entry<String, JsonNode> member : schema.properties()) {
      String name = member.getKey().replace("~", "~0").replace("/", "~1");
      if (!DATA.contains(member.getKey())) {
        findAnchors(member.getValue(), here + '/' + name);
      }
    }
    if (schema instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        findAnchors(array.get(i), here + '/' + i);
      }
    }
  }

  private void rewrite(JsonNode schema) {
    if (schema instanceof ArrayNode) {
      schema.forEach(this::rewrite);
    }
    if (!(schema instanceof ObjectNode object)) {
      return;
    }
    sayTextOfWords(object);
    sayItemsOfArray(object);
    JsonNode reference = object.get("$ref");
    if (reference != null && reference.isString()) {
      object.put("$ref", rewritten(reference.stringValue()));
    }
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      if (NAMED.contains(member.getKey())) {
        member.getValue().forEach(this::rewrite);
      } else if (!DATA.contains(member.getKey())) {
        rewrite(member.getValue());
      }
    }
  }

  /// Generated clients take a choice of words for text only where the schema says so.
  private static void sayTextOfWords(ObjectNode schema) {
    JsonNode words = schema.path("enum");
    boolean text = words.size() > 0 && words.valueStream().allMatch(JsonNode::isString);
    if (text && !schema.has("type")) {
      schema.put("type", "string");
    }
  }

  /// Linters want the keyword, as a schema, beside every `type` of array.
  private static void sayItemsOfArray(ObjectNode schema) {
    JsonNode items = schema.path("items");
    boolean array = schema.path("type").asString("").equals("array");
    if (array && (items.isMissingNode() || items.isBoolean())) {
      ObjectNode any = schema.putObject("items");
      if (items.isBoolean() && !items.booleanValue()) {
        any.putObject("not");
      }
    }
  }

  private String rewritten(String reference) {
    if (reference.equals("#")) {
      return place;
    }
    return reference.startsWith("#/")
        ? place + reference.substring(1)
        : anchors.getOrDefault(reference, reference);
  }
}
