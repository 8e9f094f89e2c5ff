package dev.retort.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.retort.core.ExperimentId;
import dev.retort.core.Query;
import dev.retort.core.RetortException;
import dev.retort.core.Status;
import dev.retort.core.program.NodeCapacity;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.engine.view.WaitingFor;
import dev.retort.store.memory.MemoryStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A node never starts what does not fit, and passes nobody over for ever.
@Timeout(900)
class NodeRoomTest {
  @TempDir Path directory;
  private static final Optional<WaitingFor> CPUS = Optional.of(WaitingFor.CPUS);

  private final Semaphore release = new Semaphore(0);

  private Program program(String name, double cpus, long memory) {
    return new Program.Blocking(
        name,
        ProgramSettings.DEFAULTS
            .withConcurrency(100)
            .withLimits(limits -> limits.withCpus(cpus).withMemory(memory)),
        _ -> {
          release.acquire();
          return 0;
        });
  }

  private Engine open(Program... programs) {
    return Engine.builder(directory)
        .store(_ -> new MemoryStore())
        .programs(List.of(programs))
        .totals(new NodeCapacity(4, 1000))
        .open();
  }

  private static List<ExperimentId> submit(Engine engine, String program, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> engine.submit(Query.of(program, "q" + i, "42")).experiment().id())
        .toList();
  }

  private static long running(Engine engine) {
    return engine.backlog().queues().stream()
        .mapToLong(queue -> queue.counts().getOrDefault(Status.RUNNING, 0L))
        .sum();
  }

  @Test
  void as_many_run_as_there_are_processors_for() throws Exception {
    try (Engine engine = open(program("half", 0.5, 1))) {
      List<ExperimentId> ids = submit(engine, "half", 12);
      await().until(() -> running(engine) == 8);
      assertThat(engine.find(ids.getLast()).flatMap(engine::waitingFor)).contains(WaitingFor.CPUS);
      release.release(1);
      engine.await(ids.getFirst(), java.time.Duration.ofSeconds(30));
      await().until(() -> running(engine) == 8);
      release.release(100);
      for (ExperimentId id : ids) {
        assertThat(engine.await(id).status()).isEqualTo(Status.FINISHED);
      }
    }
  }

  @Test
  void as_many_run_as_there_is_memory_for() throws Exception {
    try (Engine engine = open(program("large", 0, 400))) {
      List<ExperimentId> ids = submit(engine, "large", 3);
      await().until(() -> running(engine) == 2);
      assertThat(engine.find(ids.getLast()).flatMap(engine::waitingFor))
          .contains(WaitingFor.MEMORY);
      release.release(100);
      for (ExperimentId id : ids) {
        assertThat(engine.await(id).status()).isEqualTo(Status.FINISHED);
      }
    }
  }

  @Test
  void one_that_needs_the_whole_node_is_not_passed_over_by_small_ones_for_ever() throws Exception {
    try (Engine engine = open(program("small", 1, 1), program("whole", 4, 1))) {
      List<ExperimentId> small = submit(engine, "small", 40);
      await().until(() -> running(engine) == 4);
      ExperimentId whole = submit(engine, "whole", 1).getFirst();
      await()
          .until(() -> {
            release.release(1);
            return engine.find(whole).orElseThrow().status() != Status.PENDING;
          });
      assertThat(small).anyMatch(id -> engine.find(id).orElseThrow().status() == Status.PENDING);
      release.release(1000);
      assertThat(engine.await(whole).status()).isEqualTo(Status.FINISHED);
      for (ExperimentId id : small) {
        assertThat(engine.await(id).status()).isEqualTo(Status.FINISHED);
      }
    }
  }

  @Test
  void one_in_line_that_has_nothing_left_to_start_holds_nobody_up() throws Exception {
    try (Engine engine = open(program("small", 1, 1), program("whole", 4, 1))) {
      submit(engine, "small", 1);
      await().until(() -> running(engine) == 1);
      ExperimentId whole = submit(engine, "whole", 1).getFirst();
      await().until(() -> engine.find(whole).flatMap(engine::waitingFor).equals(CPUS));
      engine.cancel(whole);
      submit(engine, "small", 2);

      await().until(() -> running(engine) == 3);
      release.release(3);
    }
  }

  @Test
  void a_paused_program_does_not_keep_the_node_for_itself() throws Exception {
    try (Engine engine = open(program("small", 1, 1), program("whole", 4, 1))) {
      engine.pause("whole");
      submit(engine, "whole", 1);
      submit(engine, "small", 3);

      await().until(() -> running(engine) == 3);
      submit(engine, "small", 1);
      await().until(() -> running(engine) == 4);
      release.release(4);
    }
  }

  @Test
  void a_program_that_never_fits_is_refused_at_the_start() {
    assertThatThrownBy(() -> open(program("huge", 5, 1)))
        .isInstanceOf(RetortException.class)
        .hasMessageContaining("huge needs 5.0 cpus");
  }
}
