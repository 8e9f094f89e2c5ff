package dev.retort.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.AttemptResult;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Outcome;
import dev.retort.core.Query;
import dev.retort.core.Reason;
import dev.retort.core.ResourceUsage;
import dev.retort.core.Status;
import dev.retort.core.SubmitOptions;
import dev.retort.core.program.Program;
import dev.retort.core.program.RunContext;
import dev.retort.engine.Engine;
import dev.retort.server.http.Answer;
import dev.retort.store.contract.StoreDriver;
import dev.retort.store.memory.MemoryStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Pins the bytes of the API's answer for an experiment in each status: keys, their order, and the
/// form of every value. Clients depend on them, so `experiments.ndjson` changes only together with
/// the documentation and the changelog.
@Timeout(60)
final class ExperimentBytesTest {
  private static final Instant NOW = StoreDriver.START.plus(Duration.ofHours(1));
  private static final ResourceUsage USAGE =
      new ResourceUsage("node-1.example.org", 12_345_678L, Duration.ofMillis(1_234), "cgroup");

  @TempDir Path directory;
  private final MemoryStore store = new MemoryStore();
  private final StoreDriver driver = new StoreDriver(store);
  private final CountDownLatch running = new CountDownLatch(2);
  private final CountDownLatch release = new CountDownLatch(1);

  /// Reports progress, and runs until the test ends, whatever it is asked.
  private int run(RunContext run) {
    run.progress(0.25, "searched 1 of 4 \"volumes\"");
    running.countDown();
    while (true) {
      try {
        release.await();
        return 0;
      } catch (InterruptedException ignored) {
        // runs on
      }
    }
  }

  private static Query query(String name, SubmitOptions options) {
    return Query.of("find", name, "MKTAYIAK")
        .withParameters("{\"evalue\":1.0E-5,\"mode\":\"fast\"}")
        .withOptions(options);
  }

  private Experiment pending(ExperimentId original) {
    SubmitOptions options =
        new SubmitOptions(
            9,
            Map.of("run", "42", "project", "glöbins"),
            Duration.ofMillis(90_500),
            Duration.ofDays(2),
            NOW.plus(Duration.ofHours(2)),
            true);
    return driver.accept(query("größe \"7\"\n", options).withRerunOf(original));
  }

  private Experiment finished() {
    driver.accept(query("finished", SubmitOptions.DEFAULTS));
    return end(
        driver.claimOne("find"),
        new AttemptResult(new Outcome.Finished(0), USAGE, "{\"hits\":3}", null));
  }

  private Experiment failed() {
    driver.accept(query("failed", SubmitOptions.DEFAULTS));
    driver.retry(driver.claimOne("find"), Duration.ZERO);
    Outcome outcome = new Outcome.Failed(Reason.EXIT, 3, null, "no such database");
    return end(driver.claimOne("find"), new AttemptResult(outcome, USAGE, null, null));
  }

  private Experiment cancelled() {
    driver.accept(query("cancelled", SubmitOptions.DEFAULTS));
    Experiment claimed = driver.claimOne("find");
    driver.cancel(claimed.id());
    return end(
        claimed, new AttemptResult(new Outcome.Cancelled(null, 15), USAGE, null, driver.now()));
  }

  private Experiment end(Experiment claimed, AttemptResult result) {
    return driver.finish(claimed.id(), claimed.state().attempt(), result, null).orElseThrow();
  }

  private static String golden() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(
            ExperimentBytesTest.class.getResourceAsStream("experiments.ndjson"))) {
      return new String(file.readAllBytes(), UTF_8);
    }
  }

  @Test
  void the_answer_for_an_experiment_in_each_status_has_the_documented_bytes() throws Exception {
    Experiment finished = finished();
    List<Experiment> all =
        List.of(
            pending(finished.id()),
            driver.accept(Query.of("hold", "running", "MKTAYIAK")),
            driver.accept(Query.of("hold", "stopping", "MKTAYIAK")),
            finished,
            failed(),
            cancelled());
    driver.pause("hold", true);
    try (Engine engine = engine();
        LocalServer server = RetortServer.builder(engine).startLocal()) {
      engine.resume("hold");
      running.await();
      engine.cancel(all.get(2).id());

      List<String> bodies = new ArrayList<>();
      for (Experiment each : all) {
        LocalAnswer answer = server.get("/v1/experiments/" + each.id());
        assertThat(answer.header("Content-Type")).isEqualTo(Answer.JSON);
        bodies.add(answer.body().replace(engine.dataDirectory().root().toString(), "/data") + "\n");
      }
      release.countDown();

      assertThat(String.join("", bodies)).isEqualTo(golden());
      assertThat(bodies).extracting(ExperimentBytesTest::status).contains(Status.values());
    }
  }

  private static Status status(String body) {
    return Status.ofWord(TestServer.MAPPER.readTree(body).get("status").stringValue());
  }

  private Engine engine() {
    Program find = Program.command("find", List.of("true"));
    return Engine.builder(directory)
        .store(_ -> store)
        .clock(() -> NOW)
        .programs(List.of(find, Program.blocking("hold", this::run)))
        .open();
  }
}
