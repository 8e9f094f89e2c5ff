package dev.retort.warden.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/// The JSON of the warden's socket and records: one object a line, unknown fields ignored, so that
/// versions may differ. Thread-safe.
final class WardenJson {
  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_INVALID_SUBTYPE)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .changeDefaultPropertyInclusion(
              inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
          .addModule(
              new SimpleModule()
                  .addSerializer(Path.class, new PathToText())
                  .addDeserializer(Path.class, new TextToPath()))
          .build();

  private WardenJson() {}

  /// Paths as plain text: Jackson's own form is a `file:` URI.
  private static final class PathToText extends ValueSerializer<Path> {
    @Override
    public void serialize(Path path, JsonGenerator out, SerializationContext context) {
      out.writeString(path.toString());
    }
  }

  private static final class TextToPath extends ValueDeserializer<Path> {
    @Override
    public Path deserialize(JsonParser in, DeserializationContext context) {
      return Path.of(in.getString());
    }
  }
}
