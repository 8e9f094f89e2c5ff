package dev.retort.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Query;
import dev.retort.core.Status;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.engine.view.StopProgress;
import dev.retort.engine.view.WaitingFor;
import dev.retort.store.memory.MemoryStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a stop leaves, takes along and waits for.
@Timeout(900)
class EngineStopTest {
  @TempDir Path directory;
  private final MemoryStore store = new MemoryStore();

  private EngineBuilder builder(Program program) {
    return Engine.builder(directory.resolve("data")).program(program).store(_ -> store);
  }

  private Program gated() {
    return Program.command(
        "gated",
        List.of("sh", "-c", "until [ -e " + directory.resolve("gate") + " ]; do sleep 0.05; done"));
  }

  private static void awaitRunning(Engine engine, ExperimentId id) {
    await()
        .until(() -> {
          Experiment experiment = engine.find(id).orElseThrow();
          return Files.exists(
              engine
                  .dataDirectory()
                  .attempt(id, Math.max(1, experiment.state().attempt()))
                  .resolve("stdout"));
        });
  }

  @Test
  void on_stop_wait_waits_for_child_processes() throws Exception {
    Engine engine = builder(gated()).onStop(EngineBuilder.OnStop.WAIT).open();
    ExperimentId id = engine.submit(Query.of("gated", "q", "42")).experiment().id();
    awaitRunning(engine, id);
    Thread stop = Thread.ofPlatform().start(engine::close);
    await().until(() -> !engine.ready());
    assertThat(stop.isAlive()).isTrue();
    assertThat(store.find(id).orElseThrow().status()).isEqualTo(Status.RUNNING);

    Files.createFile(directory.resolve("gate"));
    stop.join();
    assertThat(store.find(id).orElseThrow().status()).isEqualTo(Status.FINISHED);
  }

  @Test
  void java_code_that_ignores_the_stop_is_handed_back_after_its_grace_and_not_counted()
      throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Program deaf =
        new Program.Blocking(
            "deaf",
            ProgramSettings.DEFAULTS.withGracePeriod(Duration.ofMillis(100)),
            _ -> {
              started.countDown();
              while (release.getCount() > 0) {
                try {
                  release.await();
                } catch (InterruptedException ignored) {
                  // that is the point
                }
              }
              return 0;
            });
    ExperimentId id;
    try (Engine engine = builder(deaf).open()) {
      id = engine.submit(Query.of("deaf", "q", "42")).experiment().id();
      started.await();
    }
    Experiment left = store.find(id).orElseThrow();
    assertThat(left.status()).isEqualTo(Status.PENDING);
    assertThat(left.state().failures()).isZero();
    assertThat(left.state().crashes()).isZero();
    release.countDown();
    try (Engine engine = builder(Program.blocking("deaf", _ -> 0)).open()) {
      Experiment end = engine.await(id);
      assertThat(end.status()).isEqualTo(Status.FINISHED);
      assertThat(end.state().attempt()).isEqualTo(2);
    }
  }

  @Test
  void code_that_ignores_a_cancel_is_shown_as_such_and_its_slot_is_not_given_away()
      throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(1);
    Program deaf =
        new Program.Blocking(
            "deaf",
            ProgramSettings.DEFAULTS.withGracePeriod(Duration.ZERO),
            _ -> {
              started.countDown();
              while (release.getCount() > 0) {
                try {
                  release.await();
                } catch (InterruptedException ignored) {
                  // that is the point
                }
              }
              return 3;
            });
    try (Engine engine = builder(deaf).open()) {
      ExperimentId first = engine.submit(Query.of("deaf", "q1", "42")).experiment().id();
      ExperimentId second = engine.submit(Query.of("deaf", "q2", "42")).experiment().id();
      started.await();
      engine.cancel(first);

      await()
          .until(() ->
              engine
                  .find(first)
                  .flatMap(engine::stage)
                  .filter(stage -> stage.step() == StopProgress.Step.IGNORED)
                  .isPresent());
      engine.look();
      Experiment waiting = engine.find(second).orElseThrow();
      assertThat(waiting.status()).isEqualTo(Status.PENDING);
      assertThat(engine.waitingFor(waiting)).contains(WaitingFor.SLOT);

      release.countDown();
      Experiment end = engine.await(first);
      assertThat(end.status()).isEqualTo(Status.CANCELLED);
      assertThat(end.state().end().returnCode()).isEqualTo(3);
      assertThat(engine.await(second).state().end().returnCode()).isEqualTo(3);
    }
  }

  @Test
  void an_engine_that_is_abandoned_hands_java_code_back_at_once_and_durably() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Program waiting =
        Program.blocking(
            "waiting",
            _ -> {
              started.countDown();
              release.await();
              return 0;
            });
    try (Engine engine = builder(waiting).open()) {
      ExperimentId id = engine.submit(Query.of("waiting", "q", "42")).experiment().id();
      started.await();
      engine.pause("waiting");
      engine.abandon();

      assertThat(store.find(id).orElseThrow().status()).isEqualTo(Status.PENDING);
      assertThat(store.attempts(id)).singleElement().matches(past -> !past.counted());
      release.countDown();
    }
  }
}
