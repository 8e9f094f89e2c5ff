package dev.retort.engine.typed;

import dev.retort.core.RunContext;
import tools.jackson.databind.json.JsonMapper;

/// Reads a run's parameters and keeps its result. Thread-safe.
final class TypedJson {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private TypedJson() {}

  static <P> P parameters(RunContext run, Class<P> type) {
    return MAPPER.readValue(run.experiment().query().parameters(), type);
  }

  /// @return the return code that goes with a result
  static int keep(RunContext run, Object result) {
    run.result(MAPPER.writeValueAsString(result));
    return 0;
  }
}
