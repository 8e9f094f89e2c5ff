package dev.retort.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.core.Experiment;
import dev.retort.core.IdempotencyMismatchException;
import dev.retort.core.InvalidQueryException;
import dev.retort.core.Query;
import dev.retort.core.Reason;
import dev.retort.core.RetortException;
import dev.retort.core.Status;
import dev.retort.core.SubmitOptions;
import dev.retort.core.UnknownProgramException;
import dev.retort.core.Violation;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.core.store.Change.CancelAnswer;
import dev.retort.engine.files.Input;
import dev.retort.engine.files.Spool;
import dev.retort.engine.json.EngineJson;
import dev.retort.engine.submit.Acceptance;
import dev.retort.engine.submit.Parameters;
import dev.retort.engine.submit.SubmitRequest;
import dev.retort.store.memory.MemoryStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(900)
class EngineTest {
  @TempDir Path directory;

  @Test
  void a_blocking_program_ends_with_its_return_code() throws Exception {
    Program length = Program.blocking("length", run -> run.sequence().length());
    Program zero = Program.blocking("zero", _ -> 0);
    try (Engine engine =
        Engine.builder(directory)
            .store(_ -> new MemoryStore())
            .program(length)
            .program(zero)
            .open()) {
      Experiment failed =
          engine.await(engine.submit(Query.of("length", "foo", "ACGT")).experiment().id());
      Experiment finished =
          engine.await(engine.submit(Query.of("zero", "foo", "ACGT")).experiment().id());

      assertThat(failed.status()).isEqualTo(Status.FAILED);
      assertThat(failed.state().end().reason()).isEqualTo(Reason.EXIT);
      assertThat(failed.state().end().returnCode()).isEqualTo(4);
      assertThat(finished.status()).isEqualTo(Status.FINISHED);
      assertThat(finished.state().end().returnCode()).isZero();
      assertThat(engine.backlogLength()).isZero();
    }
  }

  @Test
  void two_hundred_async_programs_that_wait_all_run_at_once() throws Exception {
    CompletableFuture<Integer> gate = new CompletableFuture<>();
    CountDownLatch running = new CountDownLatch(200);
    Program waiting =
        Program.async(
            "waiting",
            _ -> {
              running.countDown();
              return gate.copy();
            });
    try (Engine engine =
        Engine.builder(directory).store(_ -> new MemoryStore()).program(waiting).open()) {
      List<Acceptance> accepted = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        accepted.add(engine.submit(Query.of("waiting", "q" + i, "42")));
      }

      assertThat(running.await(120, TimeUnit.SECONDS)).isTrue();
      assertThat(engine.backlogLength()).isEqualTo(200);
      gate.complete(0);
      for (Acceptance each : accepted) {
        assertThat(engine.await(each.experiment().id()).status()).isEqualTo(Status.FINISHED);
      }
    }
  }

  @Test
  void blocking_programs_run_as_many_at_once_as_their_concurrency_allows() throws Exception {
    CyclicBarrier pairs = new CyclicBarrier(2);
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Program two =
        new Program.Blocking(
            "two",
            ProgramSettings.DEFAULTS.withConcurrency(2),
            _ -> {
              most.accumulateAndGet(now.incrementAndGet(), Math::max);
              pairs.await(120, TimeUnit.SECONDS);
              now.decrementAndGet();
              return 0;
            });
    try (Engine engine =
        Engine.builder(directory).store(_ -> new MemoryStore()).program(two).open()) {
      List<Acceptance> accepted = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        accepted.add(engine.submit(Query.of("two", "q" + i, "42")));
      }
      for (Acceptance each : accepted) {
        assertThat(engine.await(each.experiment().id()).status()).isEqualTo(Status.FINISHED);
      }
      assertThat(most).hasValue(2);
    }
  }

  @Test
  void experiments_of_one_program_start_in_the_order_of_their_commit() throws Exception {
    List<String> started = java.util.Collections.synchronizedList(new ArrayList<>());
    Program one =
        new Program.Blocking(
            "one",
            ProgramSettings.DEFAULTS,
            run -> {
              started.add(run.experiment().query().name());
              return 0;
            });
    try (Engine engine =
        Engine.builder(directory).store(_ -> new MemoryStore()).program(one).open()) {
      Acceptance last = engine.submit(Query.of("one", "0", "42"));
      for (int i = 1; i < 50; i++) {
        last = engine.submit(Query.of("one", Integer.toString(i), "42"));
      }
      engine.await(last.experiment().id());

      assertThat(started)
          .hasSize(50)
          .isSortedAccordingTo(java.util.Comparator.comparingInt(Integer::parseInt));
    }
  }

  @Test
  void a_program_that_throws_fails_and_says_what_it_threw() throws Exception {
    Program bad =
        Program.blocking(
            "bad",
            _ -> {
              throw new IllegalStateException("no such residue");
            });
    try (Engine engine =
        Engine.builder(directory).store(_ -> new MemoryStore()).program(bad).open()) {
      Experiment end = engine.await(engine.submit(Query.of("bad", "q", "42")).experiment().id());

      assertThat(end.status()).isEqualTo(Status.FAILED);
      assertThat(end.state().end().message()).contains("no such residue");
      assertThat(end.state().end().returnCode()).isNull();
    }
  }

  @Test
  void cancel_stops_what_runs_and_what_waits() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    Program sleeper =
        new Program.Blocking(
            "sleeper",
            ProgramSettings.DEFAULTS,
            _ -> {
              inside.countDown();
              new CountDownLatch(1).await();
              return 0;
            });
    try (Engine engine =
        Engine.builder(directory).store(_ -> new MemoryStore()).program(sleeper).open()) {
      Acceptance first = engine.submit(Query.of("sleeper", "first", "42"));
      Acceptance second = engine.submit(Query.of("sleeper", "second", "42"));
      inside.await();

      assertThat(engine.cancel(second.experiment().id())).isInstanceOf(CancelAnswer.Done.class);
      assertThat(engine.cancel(first.experiment().id())).isInstanceOf(CancelAnswer.Requested.class);
      assertThat(engine.await(first.experiment().id()).status()).isEqualTo(Status.CANCELLED);
      assertThat(engine.find(second.experiment().id()).orElseThrow().status())
          .isEqualTo(Status.CANCELLED);
      assertThat(engine.cancel(first.experiment().id()))
          .isInstanceOf(CancelAnswer.AlreadyEnded.class);
      assertThat(engine.backlogLength()).isZero();
    }
  }

  @Test
  void a_timeout_ends_java_code_that_heeds_interrupts() throws Exception {
    Program sleeper =
        new Program.Blocking(
            "sleeper",
            ProgramSettings.DEFAULTS.withTimeout(Duration.ofMillis(50)),
            _ -> {
              new CountDownLatch(1).await();
              return 0;
            });
    try (Engine engine =
        Engine.builder(directory).store(_ -> new MemoryStore()).program(sleeper).open()) {
      Experiment end = engine.await(engine.submit(Query.of("sleeper", "q", "4")).experiment().id());

      assertThat(end.status()).isEqualTo(Status.FAILED);
      assertThat(end.state().end().reason()).isEqualTo(Reason.TIMEOUT);
    }
  }

  @Test
  void a_paused_program_starts_nothing_until_it_is_resumed() throws Exception {
    Program zero = Program.blocking("zero", _ -> 0);
    try (Engine engine =
        Engine.builder(directory).store(_ -> new MemoryStore()).program(zero).open()) {
      engine.pause("zero");
      Acceptance waiting = engine.submit(Query.of("zero", "q", "42"));
      assertThat(engine.await(waiting.experiment().id(), Duration.ofMillis(200)))
          .hasValueSatisfying(it -> assertThat(it.status()).isEqualTo(Status.PENDING));
      assertThat(engine.paused()).containsExactly("zero");

      engine.resume("zero");

      assertThat(engine.await(waiting.experiment().id()).status()).isEqualTo(Status.FINISHED);
    }
  }

  @Test
  void what_is_wrong_with_a_query_is_named_all_at_once() {
    Program typed =
        new Program.Blocking(
            "typed",
            ProgramSettings.DEFAULTS.withParameters(
                """
                {"type": "object", "additionalProperties": false, "required": ["evalue"],
                 "properties": {"evalue": {"type": "number", "exclusiveMinimum": 0},
                                "deep": {"type": "boolean", "default": false}}}\
                """),
            _ -> 0);
    try (Engine engine =
        Engine.builder(directory).store(_ -> new MemoryStore()).program(typed).open()) {
      Query bad = Query.of("typed", "", "").withParameters("{\"evalue\": -1, \"other\": 2}");

      assertThatThrownBy(() -> engine.submit(bad))
          .isInstanceOfSatisfying(
              InvalidQueryException.class,
              invalid ->
                  assertThat(invalid.violations())
                      .extracting(Violation::pointer)
                      .containsExactlyInAnyOrder(
                          "/query_name",
                          "/query_sequence",
                          "/parameters/evalue",
                          "/parameters/other"));
      assertThatThrownBy(() -> engine.submit(Query.of("other", "a", "b")))
          .isInstanceOf(UnknownProgramException.class)
          .hasMessageContaining("typed");
      assertThat(engine.backlogLength()).isZero();
    }
  }

  @Test
  void text_parameters_are_read_as_their_schema_says_and_defaults_are_filled_in() throws Exception {
    Program typed =
        new Program.Blocking(
            "typed",
            ProgramSettings.DEFAULTS.withParameters(
                """
                {"type": "object", "properties": {"evalue": {"type": "number"},
                 "name": {"type": "string"}, "deep": {"type": "boolean", "default": true}}}\
                """),
            _ -> 0);
    try (Engine engine =
        Engine.builder(directory).store(_ -> new MemoryStore()).program(typed).open()) {
      SubmitRequest request =
          new SubmitRequest(
              null,
              "q",
              new Input.Text("42", 2),
              new Parameters.Text(Map.of("evalue", "1e-5", "name", "7")),
              Map.of(),
              SubmitOptions.DEFAULTS,
              null);

      String parameters = engine.submit(request).experiment().query().parameters();

      assertThat(EngineJson.MAPPER.readTree(parameters))
          .isEqualTo(EngineJson.MAPPER.readTree("{\"evalue\":1e-5,\"name\":\"7\",\"deep\":true}"));
    }
  }

  @Test
  void one_idempotency_key_makes_one_experiment() {
    Program zero = Program.blocking("zero", _ -> 0);
    try (Engine engine =
        Engine.builder(directory).store(_ -> new MemoryStore()).program(zero).open()) {
      Acceptance first = engine.submit(SubmitRequest.of(Query.of("zero", "a", "42"), "key-1"));
      Acceptance again = engine.submit(SubmitRequest.of(Query.of("zero", "a", "42"), "key-1"));

      assertThat(again.replayed()).isTrue();
      assertThat(again.experiment().id()).isEqualTo(first.experiment().id());
      assertThatThrownBy(
              () -> engine.submit(SubmitRequest.of(Query.of("zero", "a", "43"), "key-1")))
          .isInstanceOf(IdempotencyMismatchException.class);
    }
  }

  @Test
  void a_large_sequence_goes_through_a_file_and_arrives_whole() throws Exception {
    String large = "ACGT".repeat(100_000);
    Program length = Program.blocking("length", run -> run.sequence().equals(large) ? 0 : 1);
    try (Engine engine =
            Engine.builder(directory).store(_ -> new MemoryStore()).program(length).open();
        Spool spool = engine.spool("query_sequence", 1 << 20)) {
      try (var text = spool.text()) {
        text.write(large);
      }
      SubmitRequest request =
          new SubmitRequest(
              "length",
              "q",
              spool.input(),
              new Parameters.Json("{}"),
              Map.of(),
              SubmitOptions.DEFAULTS,
              null);

      Experiment end = engine.await(engine.submit(request).experiment().id());

      assertThat(end.state().end().returnCode()).isZero();
      try (var sequence = engine.sequence(end)) {
        assertThat(sequence.readAllBytes()).hasSize(400_000);
      }
    }
  }

  @Test
  void a_second_engine_on_the_same_directory_is_refused() {
    try (Engine engine = Engine.builder(directory).store(_ -> new MemoryStore()).open()) {
      assertThat(engine.ready()).isTrue();
      assertThatThrownBy(() -> Engine.builder(directory).store(_ -> new MemoryStore()).open())
          .isInstanceOf(RetortException.class)
          .hasMessageContaining("another Retort server");
    }
  }

  @Test
  void a_directory_is_made_only_when_code_asks_for_it() throws Exception {
    Program writer =
        Program.blocking(
            "writer",
            run -> {
              Files.writeString(run.directory().resolve("hits.txt"), "one");
              return 0;
            });
    Program zero = Program.blocking("zero", _ -> 0);
    try (Engine engine =
        Engine.builder(directory)
            .store(_ -> new MemoryStore())
            .program(writer)
            .program(zero)
            .open()) {
      Experiment wrote =
          engine.await(engine.submit(Query.of("writer", "q", "42")).experiment().id());
      Experiment none = engine.await(engine.submit(Query.of("zero", "q", "42")).experiment().id());

      assertThat(engine.files(wrote).work().resolve("hits.txt")).hasContent("one");
      assertThat(engine.files(wrote).directory().resolve("sequence")).hasContent("42");
      assertThat(engine.files(none).directory()).doesNotExist();
    }
  }
}
