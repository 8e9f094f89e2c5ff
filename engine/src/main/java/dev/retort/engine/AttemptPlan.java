package dev.retort.engine;

import dev.retort.core.Program;
import dev.retort.core.Reason;
import dev.retort.core.RetryPolicy;
import dev.retort.core.SuccessCodes;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What is kept with an attempt so that a node with another configuration can end it correctly.
///
/// @param command whether a child process runs it
/// @param successCodes the codes that mean `finished`
/// @param retry when to try again
record AttemptPlan(boolean command, SuccessCodes successCodes, RetryPolicy retry) {

  static AttemptPlan of(Program program) {
    SuccessCodes successCodes = program.settings().successCodes();
    RetryPolicy retry = program.settings().retry();
    return switch (program) {
      case Program.Command _ -> new AttemptPlan(true, successCodes, retry);
      case Program.Async _, Program.Blocking _ -> new AttemptPlan(false, successCodes, retry);
    };
  }

  String toJson() {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("kind", command ? "command" : "java");
    switch (successCodes) {
      case SuccessCodes.Any _ -> json.put("success_codes", "any");
      case SuccessCodes.Only only -> {
        ArrayNode codes = json.putArray("success_codes");
        new TreeSet<>(only.codes()).forEach(codes::add);
      }
    }
    json.put("max_attempts", retry.maxAttempts()).put("backoff", retry.backoff().toString());
    ArrayNode on = json.putArray("retry_on");
    retry.on().stream().sorted().map(Reason::word).forEach(on::add);
    return json.toString();
  }

  static AttemptPlan parse(String text) {
    JsonNode json = Json.MAPPER.readTree(text);
    JsonNode codes = json.required("success_codes");
    Set<Reason> on =
        json.required("retry_on")
            .valueStream()
            .map(reason -> Reason.ofWord(reason.asString()))
            .collect(Collectors.toSet());
    return new AttemptPlan(
        json.required("kind").asString().equals("command"),
        codes.isArray()
            ? new SuccessCodes.Only(
                codes.valueStream().map(JsonNode::asInt).collect(Collectors.toSet()))
            : new SuccessCodes.Any(),
        new RetryPolicy(
            json.required("max_attempts").asInt(),
            on,
            Duration.parse(json.required("backoff").asString())));
  }
}
