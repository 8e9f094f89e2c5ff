package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.retort.core.ExperimentId;
import dev.retort.core.program.Limits;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.server.TestServer.Reply;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// What `/metrics` says about a real server.
final class MetricsTest {
  private static final String OPEN = "application/openmetrics-text";

  private static Program ends(String name, int code) {
    return new Program.Async(
        name,
        ProgramSettings.DEFAULTS.withConcurrency(100),
        _ -> CompletableFuture.completedFuture(code));
  }

  private static Exposition metrics(TestServer server) {
    Reply reply = server.get("/metrics");
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return Exposition.of(reply.text());
  }

  private static String submit(TestServer server, String program, String... headers) {
    Reply reply =
        server.json(
            "{\"program\":\"" + program + "\",\"query_name\":\"n\",\"query_sequence\":\"M\"}",
            headers);
    assertThat(reply.status()).as(reply.text()).isIn(200, 202);
    return reply.id();
  }

  @Test
  void every_end_counts_by_program_status_and_reason() {
    try (TestServer server = TestServer.with(ends("good", 0), ends("bad", 3))) {
      for (int i = 0; i < 3; i++) {
        submit(server, "good", "Prefer", "wait=60");
      }
      submit(server, "bad", "Prefer", "wait=60");

      Exposition metrics = metrics(server);

      String ends = "retort_experiments_total{program=\"%s\",reason=\"%s\",status=\"%s\"}";
      assertThat(metrics.value(ends.formatted("good", "none", "finished"))).isEqualTo(3);
      assertThat(metrics.value(ends.formatted("good", "exit", "failed"))).isZero();
      assertThat(metrics.value(ends.formatted("bad", "exit", "failed"))).isEqualTo(1);
      assertThat(metrics.value("retort_accepted_total{program=\"good\"}")).isEqualTo(3);
      assertThat(metrics.value("retort_wait_seconds_count{program=\"good\"}")).isEqualTo(3);
      assertThat(metrics.value("retort_run_seconds_count{program=\"bad\",status=\"failed\"}"))
          .isEqualTo(1);
      assertThat(metrics.value("retort_commit_seconds_count")).isPositive();
      assertThat(metrics.value("retort_commit_batch_sum"))
          .isGreaterThanOrEqualTo(metrics.value("retort_commit_batch_count"));
      assertThat(metrics.types())
          .containsEntry("retort_experiments_total", "counter")
          .containsEntry("retort_wait_seconds", "histogram")
          .containsEntry("retort_pending", "gauge");
    }
  }

  @Test
  void the_present_load_is_what_the_store_and_the_slots_say() {
    CompletableFuture<Integer> gate = new CompletableFuture<>();
    Program gated =
        new Program.Async(
            "gated",
            ProgramSettings.DEFAULTS.with(Limits.DEFAULTS.withConcurrency(2)),
            _ -> gate.copy());
    try (TestServer server = TestServer.with(gated)) {
      assertThat(metrics(server).value("retort_oldest_pending_seconds")).isZero();
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        ids.add(submit(server, "gated"));
      }
      await()
          .untilAsserted(() ->
              assertThat(metrics(server).value("retort_running{program=\"gated\"}")).isEqualTo(2));

      Exposition metrics = metrics(server);

      assertThat(metrics.value("retort_pending{program=\"gated\"}")).isEqualTo(3);
      assertThat(metrics.value("retort_slots{program=\"gated\",state=\"taken\"}")).isEqualTo(2);
      assertThat(metrics.value("retort_slots{program=\"gated\",state=\"free\"}")).isZero();
      assertThat(metrics.value("retort_oldest_pending_seconds")).isPositive();
      assertThat(metrics.value("retort_wal_bytes")).isPositive();
      assertThat(metrics.value("retort_filesystem_size_bytes"))
          .isGreaterThan(metrics.value("retort_filesystem_usable_bytes"));
      assertThat(metrics.value("retort_ready")).isEqualTo(1);

      gate.complete(0);
      for (String id : ids) {
        server.get("/v1/experiments/" + id, "Prefer", "wait=60");
      }
      metrics = metrics(server);
      assertThat(metrics.value("retort_pending{program=\"gated\"}")).isZero();
      assertThat(metrics.value("retort_running{program=\"gated\"}")).isZero();
    }
  }

  @Test
  void whatever_clients_ask_for_adds_no_more_series_than_there_are_routes_and_statuses() {
    try (TestServer server = TestServer.with(ends("good", 0))) {
      for (int i = 0; i < 20; i++) {
        server.get("/v1/experiments/" + UUID.randomUUID());
        server.get("/no/" + i);
        server.send(server.request("/v1/backlog").method("ASK" + i, noBody()));
      }
      String name = "retort_http_request_seconds_count";
      String shown = name + "{method=\"GET\",route=\"/v1/experiments/{id}\",status=\"404\"}";
      String none = name + "{method=\"GET\",route=\"other\",status=\"404\"}";
      // an answer is counted once it is sent, so that its client may be faster
      await()
          .untilAsserted(() -> {
            Exposition metrics = metrics(server);
            assertThat(metrics.value(shown)).isEqualTo(20);
            assertThat(metrics.value(none)).isEqualTo(20);
          });
      assertThat(metrics(server).series(name))
          .hasSizeLessThanOrEqualTo(5)
          .noneMatch(series -> series.contains("ASK"));
    }
  }

  private static BodyPublisher noBody() {
    return BodyPublishers.noBody();
  }

  @Test
  void prometheus_gets_openmetrics_when_it_asks_for_it() {
    try (TestServer server = TestServer.with(ends("good", 0))) {
      Reply text = server.get("/metrics");
      Reply open =
          server.get("/metrics", "Accept", OPEN + ";version=1.0.0,text/plain;version=0.0.4;q=0.5");

      assertThat(text.header("Content-Type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
      assertThat(open.header("Content-Type")).isEqualTo(OPEN + "; version=1.0.0; charset=utf-8");
      assertThat(open.text()).endsWith("# EOF\n");
    }
  }

  @Test
  void many_scrapes_at_once_are_all_answered() throws Exception {
    try (TestServer server = TestServer.with(ends("good", 0));
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Integer>> scrapes = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        scrapes.add(() -> server.get("/metrics").status());
      }
      for (Future<Integer> status : clients.invokeAll(scrapes)) {
        assertThat(status.get()).isEqualTo(200);
      }
    }
  }

  @Test
  void the_registry_of_an_application_has_them_while_the_server_runs() {
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Counter.builder("application.things").register(registry).increment();
    try (TestServer server = TestServer.with(setup -> setup.meters(registry), ends("good", 0))) {
      assertThat(Exposition.of(registry.scrape()).value("retort_pending{program=\"good\"}"))
          .isZero();
      Exposition served = metrics(server);
      assertThat(served.value("application_things_total")).isEqualTo(1);
      assertThat(served.names()).contains("retort_ready").doesNotContain("jvm_memory_used_bytes");
    }
    assertThat(registry.scrape())
        .contains("application_things_total")
        .doesNotContain("retort_pending");
  }

  @Test
  void a_cancelled_experiment_counts_without_a_run() {
    CompletableFuture<Integer> never = new CompletableFuture<>();
    Program gated = new Program.Async("gated", ProgramSettings.DEFAULTS, _ -> never.copy());
    try (TestServer server = TestServer.with(gated)) {
      String running = submit(server, "gated");
      String pending = submit(server, "gated");
      assertThat(server.post("/v1/experiments/" + pending + "/cancel").status()).isEqualTo(200);

      String cancelled = "program=\"gated\",reason=\"none\",status=\"cancelled\"}";
      Exposition metrics = metrics(server);
      assertThat(metrics.value("retort_experiments_total{" + cancelled)).isEqualTo(1);
      assertThat(metrics.value("retort_run_seconds_count{program=\"gated\",status=\"cancelled\"}"))
          .isZero();
      assertThat(server.engine.cancel(ExperimentId.parse(running).orElseThrow())).isNotNull();
    }
  }
}
