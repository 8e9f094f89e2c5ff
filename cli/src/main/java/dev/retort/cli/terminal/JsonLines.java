package dev.retort.cli.terminal;

import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/// The output of `--json`: one value a line, with the server's field names. Thread-safe.
public final class JsonLines {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
          .build();

  private JsonLines() {}

  public static String of(Object value) {
    return MAPPER.writeValueAsString(value);
  }
}
