package dev.retort.proof.subject;

import dev.retort.core.RunContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a query tells a Java program to do.
///
/// @param code the return code to give
/// @param millis how long to take
/// @param lines how many lines to write
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
