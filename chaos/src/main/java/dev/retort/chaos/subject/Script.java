package dev.retort.chaos.subject;

import dev.retort.core.program.RunContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The instructions of a query to a Java program.
///
/// @param code the return code
/// @param millis run time in milliseconds
/// @param lines number of output lines
record Script(int code, int millis, int lines) {
  private static final JsonMapper JSON = new JsonMapper();

  static Script of(RunContext run) {
    JsonNode parameters = JSON.readTree(run.experiment().query().parameters());
    return new Script(
        parameters.path("code").asInt(0),
        parameters.path("millis").asInt(0),
        parameters.path("lines").asInt(0));
  }
}
