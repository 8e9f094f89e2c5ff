package dev.retort.server.openapi;

import dev.retort.core.Violation;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramDescription;
import dev.retort.core.program.ProgramDescription.FileParameter;
import dev.retort.core.program.SequenceParameter.Presence;
import dev.retort.engine.program.ParameterSchema;
import dev.retort.engine.submit.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A query that a program accepts, for the document: with the examples, defaults or first choices
/// of the program's schema.
final class ExampleQuery {
  private ExampleQuery() {}

  /// The query as JSON; empty if the schema does not say enough, or if the program needs a file.
  static Optional<ObjectNode> of(Program program) {
    ProgramDescription description = program.settings().description();
    ObjectNode query = OpenApi.MAPPER.createObjectNode().put("query_name", "foo");
    if (description.sequence().presence() != Presence.NONE) {
      query.put("query_sequence", "MKTAYIAK");
    }
    ObjectNode parameters = parameters(OpenApi.MAPPER.readTree(description.parameters()));
    if (!parameters.isEmpty()) {
      query.set("parameters", parameters);
    }
    boolean needsFile = description.files().stream().anyMatch(FileParameter::required);
    return needsFile || !isValid(description.parameters(), parameters)
        ? Optional.empty()
        : Optional.of(query);
  }

  /// The same query as the fields of a form.
  static ObjectNode flat(ObjectNode query) {
    ObjectNode fields = OpenApi.MAPPER.createObjectNode();
    for (Map.Entry<String, JsonNode> member : query.properties()) {
      if (member.getKey().equals("parameters")) {
        member
            .getValue()
            .properties()
            .forEach(each -> fields.set("parameters." + each.getKey(), each.getValue()));
      } else {
        fields.set(member.getKey(), member.getValue());
      }
    }
    return fields;
  }

  private static ObjectNode parameters(JsonNode schema) {
    Set<String> required =
        schema.path("required").valueStream().map(JsonNode::asString).collect(Collectors.toSet());
    ObjectNode values = OpenApi.MAPPER.createObjectNode();
    schema
        .path("properties")
        .properties()
        .forEach(property ->
            value(property.getValue(), required.contains(property.getKey()))
                .ifPresent(value -> values.set(property.getKey(), value)));
    return values;
  }

  private static Optional<JsonNode> value(JsonNode schema, boolean required) {
    for (JsonNode candidate :
        List.of(
            schema.path("examples").path(0),
            schema.path("default"),
            schema.path("const"),
            schema.path("enum").path(0))) {
      if (!candidate.isMissingNode()) {
        return Optional.of(candidate);
      }
    }
    return required ? ofType(schema) : Optional.empty();
  }

  private static Optional<JsonNode> ofType(JsonNode schema) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (schema.path("type").asString("")) {
      case "string" -> Optional.of(nodes.stringNode("text"));
      case "boolean" -> Optional.of(nodes.booleanNode(false));
      case "integer", "number" ->
          Optional.of(schema.has("minimum") ? schema.get("minimum") : nodes.numberNode(1));
      case "array" -> Optional.of(nodes.arrayNode());
      default -> Optional.empty();
    };
  }

  private static boolean isValid(String schema, ObjectNode parameters) {
    List<Violation> wrong = new ArrayList<>();
    ParameterSchema.of(schema).read(new Parameters.Json(parameters.toString()), wrong);
    return wrong.isEmpty();
  }
}
