package dev.retort.engine;

import dev.retort.core.Program;
import dev.retort.core.Reason;
import dev.retort.core.RetryPolicy;
import dev.retort.core.SuccessCodes;
import dev.retort.engine.json.Json;
import dev.retort.engine.warden.Boot;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What is kept with an attempt so that a node with another configuration can end it correctly.
///
/// @param kind how it runs
/// @param successCodes the codes that mean `finished`
/// @param retry when to try again
/// @param boot the boot of the machine in which it was claimed; null when that is not known
record AttemptPlan(Kind kind, SuccessCodes successCodes, RetryPolicy retry, @Nullable String boot) {

  /// Where an attempt runs.
  enum Kind {
    /// A command under the warden.
    COMMAND,
    /// A JVM of our own under the warden.
    ISOLATED,
    /// Java code in the server's process.
    JAVA
  }

  static AttemptPlan of(Program program) {
    Kind kind =
        switch (program) {
          case Program.Command _ -> Kind.COMMAND;
          case Program.Isolated _ -> Kind.ISOLATED;
          case Program.Async _, Program.Blocking _ -> Kind.JAVA;
        };
    return new AttemptPlan(
        kind, program.settings().successCodes(), program.settings().retry(), Boot.id());
  }

  /// Whether the machine has not been started anew since: only then do files that were not synced
  /// say what has happened.
  boolean sameBoot() {
    return boot == null || boot.equals(Boot.id());
  }

  String toJson() {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("kind", kind.name().toLowerCase(Locale.ROOT));
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
    if (boot != null) {
      json.put("boot", boot);
    }
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
        Kind.valueOf(json.required("kind").asString().toUpperCase(Locale.ROOT)),
        codes.isArray()
            ? new SuccessCodes.Only(
                codes.valueStream().map(JsonNode::asInt).collect(Collectors.toSet()))
            : new SuccessCodes.Any(),
        new RetryPolicy(
            json.required("max_attempts").asInt(),
            on,
            Duration.parse(json.required("backoff").asString())),
        json.hasNonNull("boot") ? json.path("boot").asString() : null);
  }
}
