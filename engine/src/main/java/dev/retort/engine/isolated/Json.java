package dev.retort.engine.isolated;

import tools.jackson.databind.json.JsonMapper;

/// The one mapper of this package. Thread-safe.
final class Json {
  static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}
}
