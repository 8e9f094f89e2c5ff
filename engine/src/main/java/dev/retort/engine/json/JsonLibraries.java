package dev.retort.engine.json;

import dev.retort.core.RetortException;
import dev.retort.core.library.Library;

/// The libraries that an engine needs, all of them for JSON. Thread-safe.
public final class JsonLibraries {
  private JsonLibraries() {}

  /// Rejects versions that are too old. Must precede the first use of these libraries.
  ///
  /// @throws RetortException if any is too old
  public static void require() {
    Library.require(
        JsonLibraries.class,
        new Library(
            "com.fasterxml.jackson.core",
            "jackson-annotations",
            "2.21", // the first one with JsonSerializeAs
            "com/fasterxml/jackson/annotation/JsonInclude.class"),
        new Library(
            "tools.jackson.core", "jackson-core", "3.1", "tools/jackson/core/JsonParser.class"),
        new Library(
            "tools.jackson.core",
            "jackson-databind",
            "3.1",
            "tools/jackson/databind/ObjectMapper.class"),
        new Library(
            "com.networknt", "json-schema-validator", "3.0", "com/networknt/schema/Schema.class"),
        new Library(
            "com.github.victools",
            "jsonschema-generator",
            "5.0",
            "com/github/victools/jsonschema/generator/SchemaGenerator.class"));
  }
}
