package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramDescription.FileParameter;
import dev.retort.core.program.ProgramSettings;
import dev.retort.core.program.RunContext;
import dev.retort.server.TestServer.Reply;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/// What all tests of bad input have in common: after each nothing was accepted, nothing was left in
/// the spool, and the next request works.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BadInput {
  static final long MAX_SEQUENCE = 100_000;
  static final String MALFORMED = "400 malformed-body";
  static final String INVALID = "422 validation";
  static final String MULTIPART = "multipart/form-data; boundary=X";

  final Map<String, RunContext> runs = new ConcurrentHashMap<>();
  TestServer server;
  private int before;

  @BeforeAll
  void start() {
    ProgramSettings settings =
        ProgramSettings.DEFAULTS
            .withConcurrency(100)
            .withMaxSequence(MAX_SEQUENCE)
            .withDefault(true)
            .withFiles(List.of(new FileParameter("model", false, 1_000)))
            .withParameters(
                """
                {"type": "object", "additionalProperties": false, "properties": {
                  "evalue": {"type": "number", "exclusiveMinimum": 0, "default": 10},
                  "word": {"type": "string", "default": ""}}}
                """);
    Program echo =
        new Program.Async(
            "echo",
            settings,
            run -> {
              runs.put(run.experiment().query().name(), run);
              return CompletableFuture.completedFuture(0);
            });
    Program other =
        new Program.Async(
            "other",
            ProgramSettings.DEFAULTS.withMaxSequence(10).withConcurrency(100),
            _ -> CompletableFuture.completedFuture(0));
    Program needy =
        new Program.Async(
            "needy",
            ProgramSettings.DEFAULTS
                .withMaxSequence(10)
                .withConcurrency(100)
                .withFiles(List.of(new FileParameter("model", true, 50))),
            _ -> CompletableFuture.completedFuture(0));
    server = TestServer.with(echo, other, needy);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void count() {
    before = server.accepted();
  }

  @AfterEach
  void nothing_was_accepted_and_the_next_request_works() {
    assertThat(server.accepted()).isEqualTo(before);
    assertThat(server.spooled()).isEmpty();
    assertThat(server.form("query_name=next&query_sequence=1").status()).isEqualTo(200);
  }

  /// For the rows that are good input after all.
  void accepted(int more) {
    before += more;
  }

  static void refused(Reply reply, String problem) {
    assertThat(reply.problem()).isEqualTo(problem);
    assertThat(reply.json().get("detail").stringValue()).isNotEmpty();
    assertThat(reply.text()).doesNotContain("Exception").doesNotContain("\\tat ");
  }

  static String json(String more) {
    return "{\"query_name\":\"n\",\"query_sequence\":\"M\"" + more + "}";
  }
}
