package dev.retort.cli.config;

import static java.util.stream.Collectors.toSet;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.retort.cli.config.yaml.ConfigProblems;
import dev.retort.cli.config.yaml.Key;
import dev.retort.cli.config.yaml.Section;
import dev.retort.cli.config.yaml.Spelling;
import dev.retort.cli.config.yaml.Value;
import dev.retort.cli.config.yaml.ValueType;
import dev.retort.cli.config.yaml.Yaml;
import dev.retort.engine.pattern.PatternSchemas;
import dev.retort.engine.pattern.SchemaPatterns;
import dev.retort.engine.pattern.ValuePattern;
import dev.retort.engine.program.ReservedFields;
import dev.retort.engine.program.VariableName;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `parameters`: the properties of one JSON Schema (2020-12) object. Not thread-safe.
final class ParameterKeys {
  /// The form of the name of a parameter or file.
  static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,63}");

  static final Key<Section> PARAMETERS =
      Key.of(
          "parameters",
          ValueType.mapping(
              "parameters by name", ValueType.whole(NAME), ParameterKeys::propertySchema),
          "JSON Schema 2020-12 by name; a parameter without a default is required, unless it is"
              + " optional.");

  private static final Key<Boolean> OPTIONAL =
      new Key<>(
          "optional",
          ValueType.bool(),
          false,
          "Whether a query can omit the parameter, which has no default.");
  private static final Key<Boolean> ALLOW_LEADING_DASH =
      new Key<>(
          "allow_leading_dash",
          ValueType.bool(),
          false,
          "Whether a value that begins with '-' can begin a word of the command, where the program"
              + " could take it for an option.");

  /// The keys beside those of JSON Schema.
  private static final List<Key<?>> OWN = List.of(OPTIONAL, ALLOW_LEADING_DASH);

  /// The keywords that apply to a single property; JSON Schema ignores misspelt ones.
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

  private final ConfigProblems problems;
  private final ConfigProblems hints;
  private final Set<String> names = new TreeSet<>();
  private final Map<String, Parameter> all = new TreeMap<>();
  private final Set<String> variables = new TreeSet<>();
  private final ObjectNode properties = JsonNodeFactory.instance.objectNode();
  private final ArrayNode required = JsonNodeFactory.instance.arrayNode();

  /// One parameter of a program.
  ///
  /// @param schema its JSON Schema, without the keys that are Retort's own
  /// @param optional whether a query can omit it although it has no default
  /// @param leadingDash whether its value can begin a word with `-`
  record Parameter(Value value, JsonNode schema, boolean optional, boolean leadingDash) {}

  ParameterKeys(ConfigProblems problems, ConfigProblems hints) {
    this.problems = problems;
    this.hints = hints;
  }

  private static ObjectNode propertySchema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("$ref", "https://json-schema.org/draft/2020-12/schema");
    ObjectNode own = schema.putObject("properties");
    OWN.forEach(key -> own.set(key.name(), key.schema()));
    return schema;
  }

  /// Reads all parameters.
  void read(Section section) {
    section.entries().forEach(this::property);
  }

  Set<String> names() {
    return names;
  }

  /// Those that are described by a mapping, by name.
  Map<String, Parameter> all() {
    return all;
  }

  /// The names of those whose values can begin a word with `-`.
  Set<String> leadingDash() {
    return all.entrySet().stream()
        .filter(parameter -> parameter.getValue().leadingDash())
        .map(Map.Entry::getKey)
        .collect(toSet());
  }

  /// The schema of the object. No property beside the declared ones is allowed.
  String schema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("type", "object");
    schema.set("properties", properties);
    schema.set("required", required);
    schema.put("additionalProperties", false);
    return schema.toString();
  }

  /// Whether the name is not available for a parameter or file.
  static boolean isReserved(String name) {
    return ReservedFields.ALL.contains(name) || name.equals(CommandKeys.CONFIG_DIR);
  }

  private void property(String name, Section.Entry entry) {
    names.add(name);
    checkName(name, entry);
    if (!(entry.value().node() instanceof MappingNode mapping)) {
      entry
          .value()
          .wrong(
              "the JSON Schema of one parameter",
              "for example `" + name + ": {type: number, default: 10}`");
      return;
    }
    Section own = new Section(mapping, entry.value().name(), problems);
    boolean optional = OPTIONAL.orStandard(own);
    ObjectNode schema = (ObjectNode) Yaml.json(mapping);
    schema.remove(OWN.stream().map(Key::name).toList());
    all.put(
        name, new Parameter(entry.value(), schema, optional, ALLOW_LEADING_DASH.orStandard(own)));
    properties.set(name, schema);
    if (optional && schema.has("default")) {
      problems.add(
          entry.value().node(),
          "`" + entry.value().name() + "` is optional and has a default",
          "a query can omit a parameter with a default anyway; take one of the two out");
    } else if (!optional && !schema.has("default")) {
      required.add(name);
    }
    if (checkKeywords(entry.value())
        && checkSchema(entry.value(), schema)
        && checkPatterns(entry.value(), schema)) {
      checkDefault(entry.value(), schema);
    }
  }

  private void checkName(String name, Section.Entry entry) {
    if (!NAME.matcher(name).matches()) {
      problems.add(
          entry.key(),
          "a parameter's name must be 1 to 64 letters, digits, '_', '.' or '-', and begin with a"
              + " letter or '_', got "
              + name);
    } else if (isReserved(name)) {
      problems.add(
          entry.key(),
          "a parameter cannot have the name " + name,
          "it is a field of every query; choose another name");
    } else if (!variables.add(VariableName.parameter(name))) {
      problems.add(
          entry.key(),
          "parameter " + name + " would have the same RETORT_PARAM_ variable as another",
          "choose a name that differs in more than case and punctuation");
    }
  }

  private boolean checkKeywords(Value value) {
    boolean fine = true;
    Set<String> known = new HashSet<>(KEYWORDS);
    OWN.forEach(key -> known.add(key.name()));
    Section keywords = new Section((MappingNode) value.node(), value.name(), problems);
    for (var keyword : keywords.entries().entrySet()) {
      if (!known.contains(keyword.getKey()) && !keyword.getKey().startsWith("x-")) {
        fine = false;
        problems.add(
            keyword.getValue().key(),
            "unknown JSON Schema keyword `" + keyword.getKey() + "` in `" + value.name() + "`",
            Spelling.suggest(keyword.getKey(), known));
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

  private boolean checkPatterns(Value value, JsonNode schema) {
    try {
      for (ValuePattern pattern : SchemaPatterns.of(schema)) {
        if (!pattern.linear()) {
          hints.add(
              value.node(),
              "the pattern of `"
                  + value.name()
                  + "` cannot be matched in linear time: "
                  + pattern.text(),
              "a query whose value takes too long is refused; avoid look-around, back references"
                  + " and counts over 1000, or bound the value with maxLength");
        }
      }
      return true;
    } catch (IllegalArgumentException invalid) {
      problems.add(
          value.node(),
          "the pattern of `" + value.name() + "` is not valid: " + invalid.getMessage(),
          "write a regular expression of ECMA-262, for example ^[A-Z]{3}$");
      return false;
    }
  }

  private static void checkDefault(Value value, JsonNode schema) {
    if (schema.has("default")) {
      for (Error error :
          PatternSchemas.registry().getSchema(schema).validate(schema.get("default"))) {
        value
            .problems()
            .add(
                value.node(),
                "the default of `" + value.name() + "` violates its own schema: " + text(error),
                "correct the default or the schema");
      }
    }
  }

  private static String text(Error error) {
    String at = error.getInstanceLocation().toString();
    return (at.isEmpty() ? "" : at + " ") + error.getMessage();
  }
}
