package dev.retort.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Query;
import dev.retort.core.Reason;
import dev.retort.core.Status;
import dev.retort.core.program.Program;
import dev.retort.core.program.RetryPolicy;
import dev.retort.core.store.Change;
import dev.retort.core.store.Claimed;
import dev.retort.engine.run.AttemptPlan;
import dev.retort.store.memory.MemoryStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A second engine takes over what the first one left; one store in memory stands for the database.
@Timeout(900)
class RecoveryTest {
  @TempDir Path directory;

  private final MemoryStore store = new MemoryStore();

  private Engine open(Program program) {
    return Engine.builder(directory).store(_ -> store).program(program).open();
  }

  private Program waitsFor(Path gate, int returnCode) {
    return Program.command(
        "gated",
        List.of(
            "sh",
            "-c",
            "while [ ! -e \"$1\" ]; do sleep 0.02; done; exit " + returnCode,
            "sh",
            gate.toString()));
  }

  private static ExperimentId start(Engine engine) {
    ExperimentId id = engine.submit(Query.of("gated", "q", "42")).experiment().id();
    Path attempt = engine.dataDirectory().attempt(id, 1);
    await().until(() -> Files.exists(attempt.resolve("stdout")));
    return id;
  }

  @Test
  void a_cancel_that_the_old_server_did_not_carry_out_is_carried_out() throws Exception {
    Program program = waitsFor(directory.resolve("never"), 0);
    ExperimentId id;
    try (Engine first = open(program)) {
      id = start(first);
    }
    store.commit(List.of(new Change.Cancel(id, Instant.now())));

    try (Engine second = open(program)) {
      assertThat(second.await(id).status()).isEqualTo(Status.CANCELLED);
    }
  }

  @Test
  void a_program_whose_definition_is_gone_still_ends_with_its_own_success_codes() throws Exception {
    Path gate = directory.resolve("gate");
    ExperimentId id;
    try (Engine first = open(waitsFor(gate, 0))) {
      id = start(first);
    }

    try (Engine second = open(Program.blocking("other", _ -> 0))) {
      Files.createFile(gate);
      Experiment end = second.await(id);

      assertThat(end.status()).isEqualTo(Status.FINISHED);
      assertThat(end.state().attempt()).isEqualTo(1);
    }
  }

  @Test
  void an_attempt_that_was_claimed_and_never_started_is_handed_back_and_runs_once()
      throws Exception {
    Path ledger = Files.createFile(directory.resolve("ledger"));
    Program program =
        Program.command(
            "gated", List.of("sh", "-c", "echo ran >> \"$1\"", "sh", ledger.toString()));
    ExperimentId id;
    try (Engine first = open(program)) {
      first.pause("gated");
      id = first.submit(Query.of("gated", "q", "42")).experiment().id();
    }
    store.commit(List.of(new Change.Pause("gated", false)));
    store.commit(
        List.of(
            new Change.Claim(
                "gated",
                1,
                Change.Admit.ALL,
                "gone",
                AttemptPlan.of(program).toJson(),
                Instant.now())));
    assertThat(store.running())
        .extracting(Claimed::experiment)
        .extracting(Experiment::id)
        .containsExactly(id);

    try (Engine second = open(program)) {
      Experiment end = second.await(id);

      assertThat(end.status()).isEqualTo(Status.FINISHED);
      assertThat(end.state().attempt()).isEqualTo(2);
      assertThat(end.state().failures()).isZero();
      assertThat(ledger).hasContent("ran");
      assertThat(second.attempts(id)).singleElement().matches(past -> !past.counted());
    }
  }

  @Test
  void an_attempt_without_a_start_record_is_lost_when_the_machine_was_started_anew()
      throws Exception {
    Program program = Program.command("zero", List.of("true"));
    RetryPolicy atOnce = new RetryPolicy(3, Set.of(Reason.LOST), Duration.ofMillis(1));
    AttemptPlan plan = AttemptPlan.of(program);
    ExperimentId id;
    try (Engine first = open(program)) {
      first.pause("zero");
      id = first.submit(Query.of("zero", "q", "42")).experiment().id();
    }
    store.commit(List.of(new Change.Pause("zero", false)));
    store.commit(
        List.of(
            new Change.Claim(
                "zero",
                1,
                Change.Admit.ALL,
                "gone",
                new AttemptPlan(plan.kind(), plan.successCodes(), atOnce, "another boot", false)
                    .toJson(),
                Instant.now())));

    try (Engine second = open(program)) {
      Experiment end = second.await(id);

      assertThat(end.status()).isEqualTo(Status.FINISHED);
      assertThat(second.attempts(id))
          .singleElement()
          .satisfies(past -> {
            assertThat(past.counted()).isTrue();
            assertThat(past.end().reason()).isEqualTo(Reason.LOST);
          });
    }
  }

  @Test
  void java_code_that_ran_in_a_server_that_is_gone_is_lost_and_tried_again() throws Exception {
    Program program = Program.blocking("zero", _ -> 0);
    ExperimentId id;
    try (Engine first = open(program)) {
      first.pause("zero");
      id = first.submit(Query.of("zero", "q", "42")).experiment().id();
    }
    store.commit(List.of(new Change.Pause("zero", false)));
    store.commit(
        List.of(
            new Change.Claim(
                "zero",
                1,
                Change.Admit.ALL,
                "gone",
                AttemptPlan.of(program).toJson(),
                Instant.now())));

    try (Engine second = open(program)) {
      Experiment end = second.await(id);

      assertThat(end.status()).isEqualTo(Status.FINISHED);
      assertThat(second.attempts(id))
          .singleElement()
          .satisfies(past -> {
            assertThat(past.counted()).isTrue();
            assertThat(past.end().reason()).isEqualTo(Reason.LOST);
          });
    }
  }

  @Test
  void what_lies_in_incoming_without_a_row_is_swept_at_start() throws Exception {
    ExperimentId nobody;
    try (Engine first = open(Program.blocking("zero", _ -> 0))) {
      nobody = first.submit(Query.of("zero", "q", "42")).experiment().id();
      first.await(nobody);
    }
    Path part = Files.createFile(directory.resolve("incoming/12.part"));
    Path orphan =
        Files.createDirectory(directory.resolve("incoming/01a20464-437a-7215-869f-7f9b9214b38f"));
    Files.createFile(orphan.resolve("sequence"));

    try (Engine second = open(Program.blocking("zero", _ -> 0))) {
      assertThat(second.ready()).isTrue();
      assertThat(part).doesNotExist();
      assertThat(orphan).doesNotExist();
    }
  }
}
