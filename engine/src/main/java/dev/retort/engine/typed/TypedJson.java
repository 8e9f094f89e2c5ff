package dev.retort.engine.typed;

import dev.retort.core.program.RunContext;
import tools.jackson.databind.json.JsonMapper;

/// Reads the parameters of a run and sets its result. Thread-safe.
final class TypedJson {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private TypedJson() {}

  static <P> P parameters(RunContext run, Class<P> type) {
    return MAPPER.readValue(run.experiment().query().parameters(), type);
  }

  /// @return the return code of a run with a result
  static int keep(RunContext run, Object result) {
    run.result(MAPPER.writeValueAsString(result));
    return 0;
  }
}
