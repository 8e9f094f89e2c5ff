package dev.retort.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Query;
import dev.retort.core.Reason;
import dev.retort.core.Status;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.core.program.RetryPolicy;
import dev.retort.core.store.Change;
import dev.retort.core.store.Change.Admit;
import dev.retort.engine.run.AttemptPlan;
import dev.retort.engine.view.WaitingFor;
import dev.retort.store.memory.MemoryStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of Java code whose server dies beneath it, again and again.
@Timeout(900)
class PoisonTest {
  @TempDir Path directory;
  private final MemoryStore store = new MemoryStore();

  private Engine open(Program... programs) {
    return Engine.builder(directory).programs(List.of(programs)).store(_ -> store).open();
  }

  /// A server claims that many of a program and dies.
  private void die(Program program, int claimed) {
    store.commit(
        List.of(
            new Change.Pause(program.name(), false),
            new Change.Claim(
                program.name(),
                claimed,
                Admit.ALL,
                "gone",
                AttemptPlan.of(program).toJson(),
                Instant.now())));
    assertThat(store.running()).hasSize(claimed);
  }

  private List<ExperimentId> submitPaused(Program program, int count) {
    List<ExperimentId> ids = new ArrayList<>();
    try (Engine engine = open(program)) {
      engine.pause(program.name());
      for (int i = 0; i < count; i++) {
        ids.add(engine.submit(Query.of(program.name(), "q" + i, "42")).experiment().id());
      }
    }
    return ids;
  }

  /// A server takes over what a dead one left, while its program is paused.
  private void takeOver(Program program) {
    store.commit(List.of(new Change.Pause(program.name(), true)));
    open(program).close();
  }

  @Test
  void one_that_ran_alone_each_time_its_server_died_is_poison_after_three_times() throws Exception {
    Program fatal = Program.blocking("fatal", _ -> 0);
    ExperimentId id = submitPaused(fatal, 1).getFirst();
    for (int death = 1; death <= 3; death++) {
      die(fatal, 1);
      takeOver(fatal);
    }

    Experiment end = store.find(id).orElseThrow();
    assertThat(end.status()).isEqualTo(Status.FAILED);
    assertThat(end.state().end().reason()).isEqualTo(Reason.POISON);
    assertThat(end.state().attempt()).isEqualTo(3);
    assertThat(store.attempts(id))
        .extracting(past -> past.end().reason())
        .containsOnly(Reason.LOST);
  }

  @Test
  void of_several_none_counts_but_from_the_second_time_on_they_run_one_at_a_time()
      throws Exception {
    Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();
    List<String> order = java.util.Collections.synchronizedList(new ArrayList<>());
    CountDownLatch otherRan = new CountDownLatch(1);
    Program gated =
        Program.blocking(
            "gated",
            run -> {
              order.add(run.experiment().query().name());
              gates
                  .computeIfAbsent(run.experiment().query().name(), _ -> new CountDownLatch(1))
                  .await();
              return 0;
            });
    Program other =
        Program.blocking(
            "other",
            _ -> {
              otherRan.countDown();
              return 0;
            });
    List<ExperimentId> ids = submitPaused(gated, 2);
    die(gated, 2);
    takeOver(gated);
    assertThat(store.suspects()).isEmpty();
    die(gated, 2);
    takeOver(gated);
    assertThat(store.suspects()).containsExactly("gated");
    store.commit(List.of(new Change.Pause("gated", false)));

    try (Engine engine = open(gated, other)) {
      org.awaitility.Awaitility.await().until(() -> order.size() == 1);
      ExperimentId fresh = engine.submit(Query.of("other", "q", "42")).experiment().id();
      assertThat(engine.find(fresh).flatMap(engine::waitingFor)).contains(WaitingFor.QUARANTINE);
      assertThat(engine.find(ids.get(1)).orElseThrow().status()).isEqualTo(Status.PENDING);
      gates.computeIfAbsent("q0", _ -> new CountDownLatch(1)).countDown();
      org.awaitility.Awaitility.await().until(() -> order.size() == 2);
      assertThat(otherRan.getCount()).isEqualTo(1);
      gates.computeIfAbsent("q1", _ -> new CountDownLatch(1)).countDown();

      assertThat(engine.await(fresh).status()).isEqualTo(Status.FINISHED);
      assertThat(order).containsExactly("q0", "q1");
      for (ExperimentId id : ids) {
        Experiment end = engine.await(id);
        assertThat(end.status()).isEqualTo(Status.FINISHED);
        assertThat(end.state().failures()).isZero();
        assertThat(end.state().attempt()).isEqualTo(3);
      }
    }
  }

  @Test
  void a_suspect_that_fails_and_is_tried_again_later_is_not_forgotten() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    Program flaky =
        new Program.Blocking(
            "flaky",
            ProgramSettings.DEFAULTS
                .withConcurrency(4)
                .withRetry(new RetryPolicy(5, Set.of(Reason.EXIT), Duration.ofMillis(300))),
            _ -> tries.incrementAndGet() <= 2 ? 1 : 0);
    List<ExperimentId> ids = submitPaused(flaky, 2);
    for (int death = 1; death <= 2; death++) {
      die(flaky, 2);
      takeOver(flaky);
    }
    store.commit(List.of(new Change.Pause("flaky", false)));

    try (Engine engine = open(flaky)) {
      for (ExperimentId id : ids) {
        assertThat(engine.await(id).status()).isEqualTo(Status.FINISHED);
      }
      assertThat(tries.get()).isEqualTo(4);
    }
  }

  @Test
  void suspects_of_a_paused_or_missing_program_hold_nobody_up() throws Exception {
    Program gated = Program.blocking("gated", _ -> 0);
    Program other = Program.blocking("other", _ -> 0);
    submitPaused(gated, 2);
    for (int death = 1; death <= 2; death++) {
      die(gated, 2);
      takeOver(gated);
    }
    assertThat(store.suspects()).containsExactly("gated");

    try (Engine engine = open(gated, other)) {
      ExperimentId id = engine.submit(Query.of("other", "q", "42")).experiment().id();
      assertThat(engine.await(id).status()).isEqualTo(Status.FINISHED);
    }
    try (Engine engine = open(other)) {
      ExperimentId id = engine.submit(Query.of("other", "q", "42")).experiment().id();
      assertThat(engine.await(id).status()).isEqualTo(Status.FINISHED);
    }
  }
}
