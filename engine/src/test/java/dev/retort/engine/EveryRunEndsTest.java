package dev.retort.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Query;
import dev.retort.core.Reason;
import dev.retort.core.RetortException;
import dev.retort.core.Status;
import dev.retort.core.UnavailableException;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.store.memory.MemoryStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whatever a program or its surroundings do, the attempt ends, and its slot is free again.
@Timeout(900)
class EveryRunEndsTest {
  @TempDir Path directory;

  private static Experiment run(Engine engine, String program) throws InterruptedException {
    return engine.await(engine.submit(Query.of(program, "q", "42")).experiment().id());
  }

  @Test
  void what_depends_on_a_cancelled_future_may_use_the_engine() throws Exception {
    AtomicReference<Engine> self = new AtomicReference<>();
    CountDownLatch started = new CountDownLatch(1);
    CompletableFuture<ExperimentId> submitted = new CompletableFuture<>();
    Program chained =
        Program.async(
            "chained",
            _ -> {
              CompletableFuture<Integer> never = new CompletableFuture<>();
              var unused =
                  never.whenComplete((_, _) ->
                      submitted.complete(
                          self.get().submit(Query.of("zero", "next", "42")).experiment().id()));
              started.countDown();
              return never;
            });
    Program zero = Program.blocking("zero", _ -> 0);
    try (Engine engine =
        Engine.builder(directory)
            .store(_ -> new MemoryStore())
            .program(chained)
            .program(zero)
            .open()) {
      self.set(engine);
      ExperimentId id = engine.submit(Query.of("chained", "q", "42")).experiment().id();
      started.await();
      engine.cancel(id);

      assertThat(engine.await(id).status()).isEqualTo(Status.CANCELLED);
      assertThat(engine.await(submitted.get()).status()).isEqualTo(Status.FINISHED);
    }
  }

  @Test
  void code_that_leaves_its_thread_interrupted_ends_and_frees_its_slot() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    Program polite =
        new Program.Blocking(
            "polite",
            ProgramSettings.DEFAULTS,
            run -> {
              if (run.experiment().query().name().equals("second")) {
                return 0;
              }
              started.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
              }
              return 1;
            });
    try (Engine engine =
        Engine.builder(directory).store(_ -> new MemoryStore()).program(polite).open()) {
      ExperimentId first = engine.submit(Query.of("polite", "first", "42")).experiment().id();
      ExperimentId second = engine.submit(Query.of("polite", "second", "42")).experiment().id();
      started.await();
      engine.cancel(first);

      assertThat(engine.await(first).status()).isEqualTo(Status.CANCELLED);
      assertThat(engine.await(second).status()).isEqualTo(Status.FINISHED);
    }
  }

  // code that no checker of nulls has seen
  @SuppressWarnings("NullAway")
  @Test
  void a_stage_without_a_return_code_and_a_missing_stage_are_failures() throws Exception {
    Program empty = Program.async("empty", _ -> CompletableFuture.completedFuture(null));
    Program missing = Program.async("missing", _ -> null);
    try (Engine engine =
        Engine.builder(directory)
            .store(_ -> new MemoryStore())
            .program(empty)
            .program(missing)
            .open()) {
      assertThat(run(engine, "empty").state().end().reason()).isEqualTo(Reason.EXIT);
      assertThat(run(engine, "missing").state().end().reason()).isEqualTo(Reason.EXIT);
    }
  }

  @Test
  void a_directory_that_cannot_be_made_is_a_failed_launch() throws Exception {
    Files.createFile(directory.resolve("experiments"));
    try (Engine engine =
        Engine.builder(directory)
            .store(_ -> new MemoryStore())
            .program(Program.command("true", List.of("true")))
            .open()) {
      assertThat(run(engine, "true").state().end().reason()).isEqualTo(Reason.LAUNCH);

      Files.delete(directory.resolve("experiments"));
      assertThat(run(engine, "true").status()).isEqualTo(Status.FINISHED);
    }
  }

  @Test
  void a_sequence_that_an_earlier_attempt_left_cut_short_is_written_anew() throws Exception {
    Program program = Program.command("cat", List.of("cat", "{sequence_file}"));
    MemoryStore store = new MemoryStore();
    try (Engine engine = Engine.builder(directory).store(_ -> store).program(program).open()) {
      engine.pause("cat");
      ExperimentId id = engine.submit(Query.of("cat", "q", "MKTAYIAK")).experiment().id();
      Path left = engine.dataDirectory().experiment(id);
      Files.createDirectories(left);
      Files.writeString(left.resolve("sequence"), "MK");
      engine.resume("cat");

      Experiment end = engine.await(id);

      assertThat(engine.files(end).stdout()).hasContent("MKTAYIAK");
    }
  }

  @Test
  void those_who_wait_are_told_when_the_engine_stops() throws Exception {
    Program never = Program.async("never", _ -> new CompletableFuture<>());
    CompletableFuture<Throwable> told = new CompletableFuture<>();
    try (Engine engine =
        Engine.builder(directory).store(_ -> new MemoryStore()).program(never).open()) {
      engine.pause("never");
      ExperimentId id = engine.submit(Query.of("never", "q", "42")).experiment().id();
      CountDownLatch waiting = new CountDownLatch(1);
      Thread.ofPlatform()
          .start(() -> {
            waiting.countDown();
            try {
              engine.await(id);
            } catch (RetortException | InterruptedException stopped) {
              told.complete(stopped);
            }
          });
      waiting.await();
    }
    assertThat(told.get()).isInstanceOf(UnavailableException.class);
  }

  @Test
  void an_engine_that_cannot_open_leaves_the_directory_free() {
    Program one = Program.blocking("one", _ -> 0);
    assertThatThrownBy(() ->
            Engine.builder(directory)
                .store(_ -> new MemoryStore())
                .program(one)
                .program(one)
                .open())
        .isInstanceOf(RetortException.class)
        .hasMessageContaining("one");

    try (Engine engine =
        Engine.builder(directory).store(_ -> new MemoryStore()).program(one).open()) {
      assertThat(engine.ready()).isTrue();
    }
  }
}
