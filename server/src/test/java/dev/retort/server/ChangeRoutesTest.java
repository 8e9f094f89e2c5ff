package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.retort.core.Reason;
import dev.retort.core.program.CommandSettings;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.core.program.Retention;
import dev.retort.core.program.RetryPolicy;
import dev.retort.server.TestServer.Reply;
import dev.retort.server.http.Answer;
import dev.retort.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What can be done to one experiment, and what is seen of it then.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ChangeRoutesTest {
  private static final String QUERY =
      "{\"program\":\"%s\",\"query_name\":\"%s\",\"query_sequence\":\"MKT\",\"labels\":{\"a\":\"b\"}}";

  private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final CompletableFuture<Integer> held = new CompletableFuture<>();
  private final CountDownLatch stubborn = new CountDownLatch(1);
  private TestServer server;

  @BeforeAll
  void start() {
    ProgramSettings one = ProgramSettings.DEFAULTS;
    server =
        TestServer.onEngine(
            engine -> engine.clock(clock),
            new Program.Async(
                "quick",
                one.withRetention(new Retention(Duration.ofDays(1), null)),
                _ -> CompletableFuture.completedFuture(3)),
            new Program.Async("held", one, _ -> held),
            new Program.Blocking("stubborn", one.withGracePeriod(Duration.ZERO), _ -> insist()),
            new Program.Command(
                "deaf",
                one.withGracePeriod(Duration.ofSeconds(2)),
                CommandSettings.of(
                    List.of("sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done"),
                    Map.of())),
            new Program.Command(
                "fails",
                one.withRetry(new RetryPolicy(2, Set.of(Reason.EXIT), Duration.ZERO)),
                CommandSettings.of(List.of("sh", "-c", "exit 7"), Map.of())));
  }

  /// Does not listen to an interrupt.
  private int insist() {
    while (true) {
      try {
        stubborn.await();
        return 0;
      } catch (InterruptedException deaf) {
        continue;
      }
    }
  }

  @AfterAll
  void stop() {
    held.complete(0);
    stubborn.countDown();
    server.close();
  }

  private Reply submit(String program, String... headers) {
    return server.json(QUERY.formatted(program, program), headers);
  }

  private JsonNode show(String id) {
    return server.get("/v1/experiments/" + id).json();
  }

  private JsonNode ended(String id) {
    return server.get("/v1/experiments/" + id, "Prefer", "wait=60").json();
  }

  private String running(String program) {
    String id = submit(program).id();
    await().until(() -> show(id).get("status").stringValue().equals("running"));
    return id;
  }

  @Test
  void a_rerun_is_a_new_experiment_that_names_the_first() {
    String first = submit("quick", "Prefer", "wait=10").id();
    Reply again =
        server.send(
            server
                .request("/v1/experiments/" + first + "/rerun", "Idempotency-Key", "again")
                .POST(java.net.http.HttpRequest.BodyPublishers.noBody()));
    assertThat(again.status()).isEqualTo(202);
    assertThat(again.id()).isNotEqualTo(first);
    assertThat(again.header("Location")).isEqualTo("/v1/experiments/" + again.id());
    assertThat(again.json().get("rerun_of").stringValue()).isEqualTo(first);
    assertThat(again.json().at("/labels/a").stringValue()).isEqualTo("b");
    assertThat(again.json().at("/links/rerun").stringValue()).endsWith(again.id() + "/rerun");
    Reply twin =
        server.send(
            server
                .request("/v1/experiments/" + first + "/rerun", "Idempotency-Key", "again")
                .POST(java.net.http.HttpRequest.BodyPublishers.noBody()));
    assertThat(twin.id()).isEqualTo(again.id());
    assertThat(ended(again.id()).get("return_code").intValue()).isEqualTo(3);
    Reply badKey =
        server.send(
            server
                .request("/v1/experiments/" + first + "/rerun", "Idempotency-Key", "a b")
                .POST(java.net.http.HttpRequest.BodyPublishers.noBody()));
    assertThat(badKey.problem()).isEqualTo("400 invalid-header");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/merge-patch+json", Answer.JSON})
  void an_experiment_is_kept_and_not_kept_any_more(String type) {
    String path = "/v1/experiments/" + submit("quick").id();
    Reply kept = server.patch(path, type, "{\"keep\":true}");
    assertThat(kept.status()).isEqualTo(200);
    assertThat(kept.json().get("keep").booleanValue()).isTrue();
    assertThat(server.patch(path, type, "{}").json().get("keep").booleanValue()).isTrue();
    assertThat(server.patch(path, type, "{\"keep\":false}").json().get("keep").booleanValue())
        .isFalse();
  }

  @Test
  void nothing_else_can_be_changed() {
    String path = "/v1/experiments/" + submit("quick").id();
    Reply other = server.patch(path, Answer.JSON, "{\"status\":\"finished\",\"keep\":null}");
    assertThat(other.problem()).isEqualTo("422 validation");
    assertThat(other.json().get("errors").findValuesAsString("pointer"))
        .containsExactly("/status", "/keep");
    for (String body : List.of("", "[]", "true", "{\"keep\":true", "{\"keep\":true}{}")) {
      assertThat(server.patch(path, Answer.JSON, body).problem()).isEqualTo("400 malformed-body");
    }
    assertThat(server.patch(path, "text/plain", "{}").problem())
        .isEqualTo("415 unsupported-media-type");
    assertThat(server.patch("/v1/experiments/nope", Answer.JSON, "{\"keep\":true}").problem())
        .isEqualTo("404 not-found");
  }

  @Test
  void what_retention_has_let_go_of_is_gone_and_what_is_unknown_is_not_found() {
    String kept = submit("quick", "Prefer", "wait=10").id();
    String purged = submit("quick", "Prefer", "wait=10").id();
    server.patch("/v1/experiments/" + kept, Answer.JSON, "{\"keep\":true}");
    clock.advance(Duration.ofDays(2));
    server.engine.look();
    await().until(() -> server.get("/v1/experiments/" + purged).status() == 410);
    for (String more : List.of("", "/result", "/log", "/files", "/files/x", "/attempts")) {
      Reply reply = server.get("/v1/experiments/" + purged + more);
      assertThat(reply.problem()).isEqualTo("410 purged");
    }
    assertThat(server.get("/v1/experiments/" + purged, "Prefer", "wait=1").problem())
        .isEqualTo("410 purged");
    assertThat(server.post("/v1/experiments/" + purged + "/cancel").problem())
        .isEqualTo("410 purged");
    assertThat(server.post("/v1/experiments/" + purged + "/rerun").problem())
        .isEqualTo("410 purged");
    assertThat(server.patch("/v1/experiments/" + purged, Answer.JSON, "{}").problem())
        .isEqualTo("410 purged");
    assertThat(show(kept).get("keep").booleanValue()).isTrue();
    String unknown = "/v1/experiments/01890a5d-ac96-774b-bcce-b302099a8057";
    assertThat(server.post(unknown + "/rerun").problem()).isEqualTo("404 not-found");
    assertThat(server.get(unknown + "/attempts").problem()).isEqualTo("404 not-found");
  }

  @Test
  void a_stop_is_followed_rung_by_rung() {
    String id = running("deaf");
    await().until(() -> server.get("/v1/experiments/" + id + "/log").text().equals("ready\n"));
    Reply asked = server.post("/v1/experiments/" + id + "/cancel");
    assertThat(asked.status()).isEqualTo(202);
    assertThat(asked.json().at("/stopping/cause").stringValue()).isEqualTo("cancel");
    assertThat(asked.json().at("/stopping/since").isString()).isTrue();
    await().until(() -> show(id).at("/stopping/kill_at").isString());
    JsonNode end = ended(id);
    assertThat(end.get("status").stringValue()).isEqualTo("cancelled");
    assertThat(end.get("signal").intValue()).isEqualTo(9);
    assertThat(end.get("stopping").isNull()).isTrue();
    assertThat(end.get("host").isString()).isTrue();
    assertThat(end.get("proof").isString()).isTrue();
  }

  @Test
  void java_code_that_ignores_the_request_is_said_to() {
    String id = running("stubborn");
    assertThat(server.post("/v1/experiments/" + id + "/cancel").status()).isEqualTo(202);
    await()
        .untilAsserted(
            () -> assertThat(show(id).at("/stopping/step").stringValue()).isEqualTo("ignored"));
    assertThat(show(id).at("/stopping/kill_at").isNull()).isTrue();
    stubborn.countDown();
    assertThat(ended(id).get("status").stringValue()).isEqualTo("cancelled");
  }

  @Test
  void a_pending_one_waits_for_a_slot_and_is_cancelled_at_once() {
    running("held");
    Reply second = submit("held");
    assertThat(show(second.id()).get("waiting_for").stringValue()).isEqualTo("slot");
    Reply cancelled = server.post("/v1/experiments/" + second.id() + "/cancel");
    assertThat(cancelled.status()).isEqualTo(200);
    assertThat(cancelled.json().get("status").stringValue()).isEqualTo("cancelled");
    assertThat(server.get("/v1/experiments/" + second.id() + "/attempts").json().get("attempts"))
        .isEmpty();
  }

  @Test
  void all_attempts_are_listed_with_their_ends() {
    String id = submit("fails").id();
    JsonNode end = ended(id);
    assertThat(end.get("failures").intValue()).isEqualTo(2);
    JsonNode attempts = server.get("/v1/experiments/" + id + "/attempts").json().get("attempts");
    assertThat(attempts).hasSize(2);
    for (int i = 0; i < 2; i++) {
      JsonNode attempt = attempts.get(i);
      assertThat(attempt.get("number").intValue()).isEqualTo(i + 1);
      assertThat(attempt.get("counted").booleanValue()).isTrue();
      assertThat(attempt.get("reason").stringValue()).isEqualTo("exit");
      assertThat(attempt.get("return_code").intValue()).isEqualTo(7);
      assertThat(attempt.get("host").isString()).isTrue();
      assertThat(attempt.get("proof").isString()).isTrue();
      assertThat(attempt.get("ended_at").isString()).isTrue();
    }
  }

  @Test
  void readiness_goes_before_anything_else_stops() {
    try (TestServer other =
        TestServer.with(Program.async("quick", _ -> CompletableFuture.completedFuture(0)))) {
      assertThat(other.get("/health/ready").status()).isEqualTo(200);
      other.server.drain();
      assertThat(other.get("/health/ready").problem()).isEqualTo("503 unavailable");
      assertThat(other.get("/health/live").status()).isEqualTo(200);
      Reply taken = other.json(QUERY.formatted("quick", "q"));
      assertThat(taken.status()).isEqualTo(202);
      other.engine.stop();
      assertThat(other.json(QUERY.formatted("quick", "q")).problem()).isEqualTo("503 unavailable");
      assertThat(other.get("/v1/experiments/" + taken.id()).status()).isEqualTo(200);
    }
  }
}
