package dev.retort.engine.program;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import dev.retort.core.InvalidQueryException;
import dev.retort.core.Violation;
import dev.retort.engine.json.EngineJson;
import dev.retort.engine.pattern.PatternLimitException;
import dev.retort.engine.pattern.PatternSchemas;
import dev.retort.engine.pattern.SchemaPatterns;
import dev.retort.engine.pattern.ValuePattern;
import dev.retort.engine.submit.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The JSON Schema (2020-12) of one program's parameters: reads text by type, fills in defaults,
/// validates. Thread-safe.
public final class ParameterSchema {
  /// Below this, a validation takes a millisecond at most.
  private static final long CHEAP_STEPS = 100_000;

  /// Steps per character of keywords without patterns.
  private static final int LEAST_COST = 4;

  private final ObjectNode source;
  private final Schema schema;
  private final long stepsPerCharacter;
  private final boolean noneIsFine;

  private ParameterSchema(ObjectNode source, List<ValuePattern> patterns, Schema schema) {
    this.source = source;
    this.schema = schema;
    this.stepsPerCharacter = LEAST_COST + patterns.stream().mapToLong(ValuePattern::cost).sum();
    this.noneIsFine = schema.validate(JsonNodeFactory.instance.objectNode()).isEmpty();
  }

  /// @param text a schema of one object; `{}` rejects every parameter
  /// @throws IllegalArgumentException if the text is not a valid schema
  public static ParameterSchema of(String text) {
    try {
      if (!(EngineJson.MAPPER.readTree(text) instanceof ObjectNode source)) {
        throw new IllegalArgumentException("the parameters' schema must be a JSON object");
      }
      if (source.isEmpty()) {
        source.put("type", "object").put("additionalProperties", false);
      }
      List<ValuePattern> patterns = SchemaPatterns.of(source); // names what is wrong with one
      Schema schema = PatternSchemas.registry().getSchema(source.toString(), InputFormat.JSON);
      return new ParameterSchema(source, patterns, schema);
    } catch (JacksonException malformed) {
      throw new IllegalArgumentException(
          "the parameters' schema is not JSON: " + malformed.getOriginalMessage(), malformed);
    } catch (RuntimeException invalid) {
      throw new IllegalArgumentException(
          "the parameters' schema is not valid: " + invalid.getMessage(), invalid);
    }
  }

  /// Whether [#read] may take so long that it belongs on a worker.
  public boolean isExpensive(Parameters parameters) {
    long characters =
        switch (parameters) {
          case Parameters.Json json -> json.text().length();
          case Parameters.Text text ->
              text.values().values().stream().mapToLong(String::length).sum();
        };
    return characters * stepsPerCharacter > CHEAP_STEPS;
  }

  /// The parameters as typed values with defaults; adds violations to `wrong`.
  public ObjectNode read(Parameters parameters, List<Violation> wrong) {
    ObjectNode values = typed(parameters, wrong);
    properties()
        .forEach(property -> {
          JsonNode standard = property.getValue().get("default");
          if (standard != null && !values.has(property.getKey())) {
            values.set(property.getKey(), standard);
          }
        });
    if (wrong.isEmpty() && !(values.isEmpty() && noneIsFine)) {
      validate(values, wrong);
    }
    return values;
  }

  private void validate(ObjectNode values, List<Violation> wrong) {
    try {
      for (Error error : schema.validate(values)) {
        wrong.add(violation(error));
      }
    } catch (PatternLimitException tooLong) {
      wrong.add(new Violation("/parameters" + tooLong.location(), tooLong.reason()));
    }
  }

  private ObjectNode typed(Parameters parameters, List<Violation> wrong) {
    return switch (parameters) {
      case Parameters.Json json -> parse(json.text(), wrong);
      case Parameters.Text text -> coerce(text.values(), wrong);
    };
  }

  /// The parameters of an earlier query with changes: each given parameter replaces the one of its
  /// name, and null removes it. The result still has to be validated.
  ///
  /// @param before a JSON object
  /// @throws InvalidQueryException if the changes cannot be read
  public Parameters.Json change(String before, Parameters changes) {
    List<Violation> wrong = new ArrayList<>();
    ObjectNode values = parse(before, wrong);
    for (Map.Entry<String, JsonNode> change : typed(changes, wrong).properties()) {
      if (change.getValue().isNull()) {
        values.remove(change.getKey());
      } else {
        values.set(change.getKey(), change.getValue());
      }
    }
    if (!wrong.isEmpty()) {
      throw new InvalidQueryException(wrong);
    }
    return new Parameters.Json(values.toString());
  }

  private Violation violation(Error error) {
    String at = "/parameters" + error.getInstanceLocation();
    String property = error.getProperty();
    boolean named = property != null && !at.endsWith("/" + property);
    boolean unknown = "additionalProperties".equals(error.getKeyword()) && at.equals("/parameters");
    return new Violation(
        named ? at + "/" + property : at, unknown ? unknown() : error.getMessage());
  }

  private String unknown() {
    List<String> names = new ArrayList<>();
    properties().forEach(property -> names.add(property.getKey()));
    return names.isEmpty()
        ? "is unknown; the program takes no parameters"
        : "is unknown; the program's parameters are " + String.join(", ", names);
  }

  private Iterable<Map.Entry<String, JsonNode>> properties() {
    JsonNode properties = source.get("properties");
    return properties instanceof ObjectNode object ? object.properties() : List.of();
  }

  private static ObjectNode parse(String text, List<Violation> wrong) {
    try {
      if (EngineJson.MAPPER.readTree(text) instanceof ObjectNode object) {
        return object;
      }
      wrong.add(new Violation("/parameters", "must be a JSON object"));
    } catch (JacksonException malformed) {
      wrong.add(new Violation("/parameters", "must be JSON: " + malformed.getOriginalMessage()));
    }
    return JsonNodeFactory.instance.objectNode();
  }

  private ObjectNode coerce(Map<String, String> values, List<Violation> wrong) {
    ObjectNode typed = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, String> value : values.entrySet()) {
      typed.set(value.getKey(), coerce(value.getKey(), value.getValue(), wrong));
    }
    return typed;
  }

  private JsonNode coerce(String name, String text, List<Violation> wrong) {
    List<String> types = types(name);
    if (types.isEmpty() || types.contains("string")) {
      return JsonNodeFactory.instance.stringNode(text);
    }
    try {
      JsonNode node = EngineJson.MAPPER.readTree(text);
      if (!node.isMissingNode()) {
        return node;
      }
    } catch (JacksonException malformed) {
      // reported below, in terms of a form
    }
    wrong.add(
        new Violation(
            "/parameters/" + name,
            "must be " + String.join(" or ", types) + ", got " + quote(text)));
    return JsonNodeFactory.instance.stringNode(text);
  }

  private List<String> types(String name) {
    JsonNode type = source.path("properties").path(name).path("type");
    List<String> types = new ArrayList<>();
    if (type.isString()) {
      types.add(type.stringValue());
    }
    type.forEach(each -> types.add(each.asString()));
    return types;
  }

  private static String quote(String text) {
    return '"' + (text.length() <= 60 ? text : text.substring(0, 60) + "…") + '"';
  }
}
