package dev.retort.cli.config;

import dev.retort.cli.config.yaml.Key;
import dev.retort.cli.config.yaml.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The JSON Schema of `retort.yaml` for editors, generated from the keys of the reader.
public final class ConfigSchema {
  private ConfigSchema() {}

  /// The content of `docs/retort.schema.json`, without the last line feed.
  public static String text() {
    List<Key<?>> top = new ArrayList<>();
    top.add(ConfigFile.PROGRAMS);
    top.addAll(ServerKeys.ALL);
    ObjectNode schema = JsonMapper.shared().createObjectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", ConfigFile.DEFAULT.toString());
    schema.setAll(ValueType.object(top));
    schema.putArray("required").add(ConfigFile.PROGRAMS.name());
    schema.putObject("$defs").set("program", program());
    return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(schema);
  }

  private static ObjectNode program() {
    ObjectNode schema = ValueType.object(ProgramKeys.ALL);
    ArrayNode either = schema.putArray("oneOf");
    Stream.of(WordKeys.COMMAND, ScriptKeys.SCRIPT, IsolatedKeys.CLASS)
        .forEach(kind -> either.addObject().putArray("required").add(kind.name()));
    return schema;
  }
}
