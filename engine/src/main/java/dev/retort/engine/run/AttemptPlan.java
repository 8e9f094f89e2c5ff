package dev.retort.engine.run;

import dev.retort.core.Reason;
import dev.retort.core.RetortException;
import dev.retort.core.program.Program;
import dev.retort.core.program.RetryPolicy;
import dev.retort.core.program.SuccessCodes;
import dev.retort.engine.json.EngineJson;
import dev.retort.warden.linux.ProcFs;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The part of a program's definition that is stored with an attempt, so that a node with another
/// configuration can classify and retry it correctly.
///
/// @param kind how it runs
/// @param successCodes the return codes that mean `finished`
/// @param retry when failed attempts are retried
/// @param boot the boot of the machine during the claim; null if unknown
/// @param printsResult whether its standard output is its result, and so must be complete
public record AttemptPlan(
    Kind kind,
    SuccessCodes successCodes,
    RetryPolicy retry,
    @Nullable String boot,
    boolean printsResult) {

  /// The kind of program of an attempt.
  public enum Kind {
    /// A command under the warden.
    COMMAND("command"),
    /// Java code in its own JVM under the warden.
    ISOLATED("isolated"),
    /// Java code on its own thread in the server's process.
    BLOCKING("java"),
    /// Java code in the server's process that returns a stage.
    ASYNC("java");

    /// The name in the stored plan.
    private final String word;

    Kind(String word) {
      this.word = word;
    }

    static Kind of(Program program) {
      return switch (program) {
        case Program.Command _ -> COMMAND;
        case Program.Isolated _ -> ISOLATED;
        case Program.Blocking _ -> BLOCKING;
        case Program.Async _ -> ASYNC;
      };
    }

    private static Kind ofWord(String word) {
      return Arrays.stream(values())
          .filter(kind -> kind.word.equals(word))
          .findFirst()
          .orElseThrow(() -> new RetortException("unknown kind of attempt: " + word));
    }
  }

  public static AttemptPlan of(Program program) {
    return new AttemptPlan(
        Kind.of(program),
        program.settings().successCodes(),
        program.settings().retry(),
        ProcFs.bootId(),
        program instanceof Program.Command command && command.command().printsResult());
  }

  /// Whether the machine has not restarted since. Only then are unsynced files evidence.
  public boolean sameBoot() {
    return boot == null || boot.equals(ProcFs.bootId());
  }

  public String toJson() {
    ObjectNode json = EngineJson.MAPPER.createObjectNode();
    json.put("kind", kind.word);
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
    if (printsResult) {
      json.put("prints_result", true);
    }
    return json.toString();
  }

  public static AttemptPlan parse(String text) {
    JsonNode json = EngineJson.MAPPER.readTree(text);
    JsonNode codes = json.required("success_codes");
    Set<Reason> on =
        json.required("retry_on")
            .valueStream()
            .map(reason -> Reason.ofWord(reason.asString()))
            .collect(Collectors.toSet());
    return new AttemptPlan(
        Kind.ofWord(json.required("kind").asString()),
        codes.isArray()
            ? new SuccessCodes.Only(
                codes.valueStream().map(JsonNode::asInt).collect(Collectors.toSet()))
            : new SuccessCodes.Any(),
        new RetryPolicy(
            json.required("max_attempts").asInt(),
            on,
            Duration.parse(json.required("backoff").asString())),
        json.hasNonNull("boot") ? json.path("boot").asString() : null,
        json.path("prints_result").asBoolean(false));
  }
}
