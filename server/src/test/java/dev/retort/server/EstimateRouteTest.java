package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.retort.core.Query;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.engine.Engine;
import dev.retort.engine.estimate.Estimate;
import dev.retort.server.TestServer.Reply;
import dev.retort.store.sqlite.SqliteStore;
import dev.retort.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What clients read about starts and ends to come. The programs run as long as the test says.
final class EstimateRouteTest {
  private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final BlockingQueue<CompletableFuture<Integer>> runs = new LinkedBlockingQueue<>();

  private TestServer server;

  @TempDir Path directory;

  private Program timed() {
    return new Program.Async(
        "blastp",
        ProgramSettings.DEFAULTS,
        _ -> {
          CompletableFuture<Integer> end = new CompletableFuture<>();
          runs.add(end);
          return end;
        });
  }

  @BeforeEach
  void start() {
    server = TestServer.onEngine(engine -> engine.clock(clock), timed());
  }

  @AfterEach
  void stop() {
    runs.forEach(run -> run.complete(0));
    server.close();
  }

  private String submit() {
    Reply reply = server.json("{\"query_name\":\"n\",\"query_sequence\":\"M\"}");
    assertThat(reply.status()).as(reply.text()).isEqualTo(202);
    return reply.id();
  }

  private JsonNode shown(String id) {
    return server.get("/v1/experiments/" + id).json();
  }

  /// Runs an experiment that takes so long.
  private void run(Duration duration) throws InterruptedException {
    String id = submit();
    CompletableFuture<Integer> end = runs.take();
    clock.advance(duration);
    end.complete(0);
    assertThat(server.get("/v1/experiments/" + id, "Prefer", "wait=60").text())
        .contains("\"status\":\"finished\"");
    clock.advance(Duration.ofSeconds(2));
  }

  private void runTen() throws InterruptedException {
    for (int i = 0; i < 10; i++) {
      run(Duration.ofSeconds(235 + i));
    }
  }

  @Test
  void without_past_runs_nothing_is_estimated() throws InterruptedException {
    String running = submit();
    CompletableFuture<Integer> end = runs.take();
    JsonNode pending = shown(submit());

    assertThat(shown(running).get("estimated_end").isNull()).isTrue();
    assertThat(pending.get("estimated_start").isNull()).isTrue();
    assertThat(pending.get("estimated_end").isNull()).isTrue();
    assertThat(pending.get("waiting_for").stringValue()).isEqualTo("slot");
    assertThat(pending.get("waiting_reason").stringValue())
        .isEqualTo("concurrency 1 of blastp: " + running + " has run for 0 s");
    assertThat(
            server.get("/v1/backlog").json().at("/programs/blastp/forecast/run_seconds").isNull())
        .isTrue();
    end.complete(0);
  }

  @Test
  void a_pending_experiment_says_when_it_starts_and_ends_and_for_what_it_waits()
      throws InterruptedException {
    runTen();
    String running = submit();
    CompletableFuture<Integer> end = runs.take();
    clock.advance(Duration.ofMinutes(3));
    Instant now = clock.instant();

    Reply submitted = server.json("{\"query_name\":\"n\",\"query_sequence\":\"M\"}");
    JsonNode pending = submitted.json();

    assertThat(pending.get("waiting_reason").stringValue())
        .isEqualTo("concurrency 1 of blastp: " + running + " has run for 3 min, usually 4 min");
    assertSpan(pending.get("estimated_start"), now.plusSeconds(50), now.plusSeconds(70));
    assertSpan(pending.get("estimated_end"), now.plusSeconds(280), now.plusSeconds(320));
    assertThat(Long.parseLong(submitted.header("Retry-After"))).isEqualTo(60);
    assertSpan(shown(running).get("estimated_end"), now.plusSeconds(50), now.plusSeconds(70));
    JsonNode forecast = server.get("/v1/backlog").json().at("/programs/blastp/forecast");
    assertThat(forecast.at("/run_seconds/median").doubleValue()).isBetween(235.0, 245.0);
    assertSpan(forecast.get("next_start"), now.plusSeconds(280), now.plusSeconds(320));
    assertSpan(forecast.get("empty"), now.plusSeconds(280), now.plusSeconds(320));
    end.complete(0);
  }

  private static void assertSpan(JsonNode span, Instant from, Instant to) {
    Instant earliest = Instant.parse(span.get("earliest").stringValue());
    Instant latest = Instant.parse(span.get("latest").stringValue());
    assertThat(earliest).isBetween(from, to).isBeforeOrEqualTo(latest);
    assertThat(latest).isBetween(from, to);
    assertThat(span.get("percent").intValue()).isEqualTo(80);
  }

  @Test
  void a_client_is_told_to_come_back_when_the_end_is_near() throws InterruptedException {
    for (int i = 0; i < 10; i++) {
      run(Duration.ofSeconds(10));
    }
    Reply submitted = server.json("{\"query_name\":\"n\",\"query_sequence\":\"M\"}");
    // its own run may have begun when the forecast is made
    assertThat(Long.parseLong(submitted.header("Retry-After"))).isBetween(10L, 20L);
    runs.take().complete(0);
  }

  @Test
  void nothing_is_estimated_while_a_program_is_paused() throws InterruptedException {
    runTen();
    server.post("/v1/programs/blastp/pause");
    JsonNode pending = shown(submit());
    assertThat(pending.get("waiting_reason").stringValue()).isEqualTo("blastp is paused");
    assertThat(pending.get("estimated_start").isNull()).isTrue();
    JsonNode forecast = server.get("/v1/backlog").json().at("/programs/blastp/forecast");
    assertThat(forecast.get("next_start").isNull()).isTrue();
  }

  @Test
  void a_run_that_lasts_longer_than_all_before_has_no_estimate() throws InterruptedException {
    runTen();
    String running = submit();
    CompletableFuture<Integer> end = runs.take();
    clock.advance(Duration.ofHours(1));
    assertThat(shown(running).get("estimated_end").isNull()).isTrue();
    JsonNode pending = shown(submit());
    assertThat(pending.get("estimated_start").isNull()).isTrue();
    assertThat(pending.get("waiting_reason").stringValue()).endsWith("60 min, usually 4 min");
    end.complete(0);
  }

  @Test
  void a_restarted_engine_learns_from_the_runs_in_its_store() throws Exception {
    try (Engine engine = engine()) {
      for (int i = 0; i < 5; i++) {
        var accepted = engine.submit(Query.of("blastp", "n", "M"));
        CompletableFuture<Integer> end = runs.take();
        clock.advance(Duration.ofSeconds(100));
        end.complete(0);
        engine.await(accepted.experiment().id());
      }
    }
    try (Engine engine = engine()) {
      var accepted = engine.submit(Query.of("blastp", "n", "M"));
      CompletableFuture<Integer> end = runs.take();
      await()
          .until(
              () -> engine.find(accepted.experiment().id()).orElseThrow().state().attempt() == 1);
      var running = engine.find(accepted.experiment().id()).orElseThrow();
      Estimate.Span span = Objects.requireNonNull(engine.estimator().of(running).end());
      assertThat(span.percent()).isEqualTo(66);
      assertThat(span.latest()).isEqualTo(clock.instant().plusSeconds(100));
      end.complete(0);
      engine.await(running.id());
    }
  }

  private Engine engine() {
    return Engine.builder(directory.resolve("data"))
        .store(SqliteStore::open)
        .clock(clock)
        .program(timed())
        .open();
  }
}
