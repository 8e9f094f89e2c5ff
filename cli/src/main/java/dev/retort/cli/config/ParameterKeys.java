package dev.retort.cli.config;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.retort.engine.ReservedFields;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `parameters`: the properties of one JSON Schema (2020-12) object. Not thread-safe.
final class ParameterKeys {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,63}");

  /// Those that mean something in one property on its own; a misspelt one would be passed over.
  private static final Set<String> KEYWORDS =
      Set.of(
          "type",
          "title",
          "description",
          "default",
          "examples",
          "enum",
          "const",
          "minimum",
          "maximum",
          "exclusiveMinimum",
          "exclusiveMaximum",
          "multipleOf",
          "minLength",
          "maxLength",
          "pattern",
          "format",
          "items",
          "prefixItems",
          "contains",
          "minContains",
          "maxContains",
          "minItems",
          "maxItems",
          "uniqueItems",
          "properties",
          "required",
          "additionalProperties",
          "patternProperties",
          "propertyNames",
          "minProperties",
          "maxProperties",
          "allOf",
          "anyOf",
          "oneOf",
          "not",
          "if",
          "then",
          "else",
          "deprecated");

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private static final Schema META_SCHEMA =
      REGISTRY.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

  private final Problems problems;
  private final Set<String> names = new TreeSet<>();
  private final Set<String> variables = new TreeSet<>();
  private final ObjectNode properties = JsonNodeFactory.instance.objectNode();
  private final ArrayNode required = JsonNodeFactory.instance.arrayNode();

  ParameterKeys(Problems problems) {
    this.problems = problems;
  }

  /// Reads all of them.
  void read(Section section) {
    section.entries().forEach(this::property);
  }

  Set<String> names() {
    return names;
  }

  /// The schema of the object; a property without a default is required, and no other is allowed.
  String schema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("type", "object");
    schema.set("properties", properties);
    schema.set("required", required);
    schema.put("additionalProperties", false);
    return schema.toString();
  }

  /// Whether a parameter or a file cannot be called that.
  static boolean isReserved(String name) {
    return ReservedFields.ALL.contains(name) || name.equals(CommandKeys.CONFIG_DIR);
  }

  private void property(String name, Section.Entry entry) {
    names.add(name);
    checkName(name, entry);
    if (!(entry.value().node() instanceof MappingNode)) {
      entry
          .value()
          .wrong(
              "the JSON Schema of one parameter",
              "for example `" + name + ": {type: number, default: 10}`");
      return;
    }
    JsonNode schema = Yaml.json(entry.value().node());
    properties.set(name, schema);
    if (!schema.has("default")) {
      required.add(name);
    }
    if (checkKeywords(entry.value()) && checkSchema(entry.value(), schema)) {
      checkDefault(entry.value(), schema);
    }
  }

  private void checkName(String name, Section.Entry entry) {
    if (!NAME.matcher(name).matches()) {
      problems.add(
          entry.key(),
          "a parameter's name must be 1 to 64 letters, digits, '_', '.' or '-', and begin with a letter"
              + " or '_', got "
              + name);
    } else if (isReserved(name)) {
      problems.add(
          entry.key(),
          "a parameter cannot be called " + name,
          "every query has a field of that name already");
    } else if (!variables.add(name.toUpperCase(java.util.Locale.ROOT).replaceAll("[.-]", "_"))) {
      problems.add(
          entry.key(),
          "parameter " + name + " would have the same RETORT_PARAM_ variable as another",
          "choose a name that differs in more than case and punctuation");
    }
  }

  private boolean checkKeywords(Value value) {
    boolean fine = true;
    Section keywords = new Section((MappingNode) value.node(), value.name(), problems);
    for (var keyword : keywords.entries().entrySet()) {
      if (!KEYWORDS.contains(keyword.getKey()) && !keyword.getKey().startsWith("x-")) {
        fine = false;
        problems.add(
            keyword.getValue().key(),
            "unknown JSON Schema keyword `" + keyword.getKey() + "` in `" + value.name() + "`",
            Spelling.suggest(keyword.getKey(), KEYWORDS));
      }
    }
    return fine;
  }

  private boolean checkSchema(Value value, JsonNode schema) {
    for (Error error : META_SCHEMA.validate(schema)) {
      value
          .problems()
          .add(
              value.node(),
              "`" + value.name() + "` is not a JSON Schema: " + text(error),
              "see https://json-schema.org/understanding-json-schema");
      return false;
    }
    return true;
  }

  private static void checkDefault(Value value, JsonNode schema) {
    if (schema.has("default")) {
      for (Error error : REGISTRY.getSchema(schema).validate(schema.get("default"))) {
        value
            .problems()
            .add(
                value.node(),
                "the default of `" + value.name() + "` breaks its own schema: " + text(error),
                "correct the one or the other");
      }
    }
  }

  private static String text(Error error) {
    String at = error.getInstanceLocation().toString();
    return (at.isEmpty() ? "" : at + " ") + error.getMessage();
  }
}
