package dev.retort.cli;

import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/// What `--json` prints: one value a line, with the server's names. Thread-safe.
final class JsonLines {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
          .build();

  private JsonLines() {}

  static String of(Object value) {
    return MAPPER.writeValueAsString(value);
  }
}
