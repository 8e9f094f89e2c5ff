package dev.retort.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Query;
import dev.retort.core.Reason;
import dev.retort.core.Status;
import dev.retort.core.SubmitOptions;
import dev.retort.core.program.NodeCapacity;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.core.program.RetryPolicy;
import dev.retort.core.store.PastAttempt;
import dev.retort.core.store.Store;
import dev.retort.engine.Engine;
import dev.retort.engine.EngineBuilder.OnStop;
import dev.retort.engine.submit.SubmitRequest;
import dev.retort.engine.view.WaitingFor;
import dev.retort.store.memory.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(900)
class EngineExtensionTest {
  private static final RetryPolicy THRICE =
      new RetryPolicy(3, Set.of(Reason.EXIT), Duration.ofHours(1));

  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Duration LONG = Duration.ofMinutes(2);

  private final Signal gate = new Signal();
  private final Store store = new MemoryStore();

  @RegisterExtension
  final EngineExtension retort =
      EngineExtension.with(
              Program.blocking("zero", _ -> 0),
              new Program.Blocking(
                  "flaky",
                  ProgramSettings.DEFAULTS.withRetry(THRICE),
                  run -> run.experiment().state().attempt() < 3 ? 1 : 0),
              new Program.Blocking(
                  "gated",
                  ProgramSettings.DEFAULTS.withLimits(limits -> limits.withCpus(1)),
                  run -> {
                    gate.pass(run);
                    return 0;
                  }))
          .totals(new NodeCapacity(1.5, 1 << 30))
          .onStop(OnStop.WAIT)
          .store(_ -> store);

  private ExperimentId submit(String program, String name) {
    return retort.engine().submit(Query.of(program, name, "42")).experiment().id();
  }

  private ExperimentId defer(String name, Duration by) {
    Instant notBefore = retort.clock().instant().plus(by);
    return retort
        .engine()
        .submit(
            SubmitRequest.of(Query.of("zero", name, "42"), null)
                .withOptions(SubmitOptions.DEFAULTS.withNotBefore(notBefore)))
        .experiment()
        .id();
  }

  @Test
  void a_test_has_a_real_engine_whose_clock_it_moves() throws Exception {
    Instant start = retort.clock().instant();
    ExperimentId first = submit("zero", "first");
    List<Experiment> ended = retort.awaitAll(List.of(first));
    retort.clock().advance(Duration.ofHours(1));
    Experiment second = retort.engine().submit(Query.of("zero", "second", "42")).experiment();

    assertThat(ended).extracting(Experiment::status).containsExactly(Status.FINISHED);
    assertThat(ended.getFirst().state().endedAt()).isEqualTo(start);
    assertThat(second.createdAt()).isEqualTo(start.plus(Duration.ofHours(1)));
  }

  @Test
  void a_backlog_that_is_run_dry_is_empty_and_answered_in_the_order_of_its_acceptance()
      throws Exception {
    ExperimentId first = submit("zero", "first");
    ExperimentId second = submit("zero", "second");
    assertThat(retort.runDry()).extracting(Experiment::id).containsExactly(first, second);
    assertThat(retort.engine().backlogLength()).isZero();

    assertThat(retort.runDry()).isEmpty();
    ExperimentId third = submit("zero", "third");
    assertThat(retort.runDry()).extracting(Experiment::id).containsExactly(third);
  }

  @Test
  void what_is_deferred_or_tried_again_is_run_dry_at_its_time() throws Exception {
    Instant start = retort.clock().instant();
    ExperimentId flaky = submit("flaky", "flaky");
    ExperimentId deferred = defer("deferred", Duration.ofDays(1));
    List<Experiment> ended = retort.runDry();

    assertThat(ended).extracting(Experiment::id).containsExactly(flaky, deferred);
    assertThat(ended).extracting(Experiment::status).containsOnly(Status.FINISHED);
    assertThat(ended.getFirst().state().attempt()).isEqualTo(3);
    assertThat(ended.getLast().state().startedAt()).isEqualTo(start.plus(Duration.ofDays(1)));
  }

  @Test
  void a_clock_that_is_advanced_starts_what_is_due_and_nothing_else() throws Exception {
    ExperimentId sooner = defer("sooner", Duration.ofHours(1));
    ExperimentId later = defer("later", Duration.ofHours(2));
    retort.advance(Duration.ofHours(1));

    assertThat(retort.engine().await(sooner).status()).isEqualTo(Status.FINISHED);
    Experiment waiting = retort.engine().find(later).orElseThrow();
    assertThat(retort.engine().waitingFor(waiting)).contains(WaitingFor.TIME);
  }

  @Test
  void a_paused_program_is_named_and_not_waited_for_for_ever() throws Exception {
    retort.engine().pause("zero");
    submit("zero", "foo");

    assertThatThrownBy(retort.patience(SHORT)::runDry)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("experiments left: 1")
        .hasMessageContaining("foo of zero")
        .hasMessageContaining("pending, waits for its program to be resumed");

    retort.engine().resume("zero");
    assertThat(retort.patience(LONG).runDry()).hasSize(1);
  }

  @Test
  void a_missing_program_is_named() throws Exception {
    try (Engine other =
        Engine.builder(retort.engine().dataDirectory().root().resolve("other"))
            .program(Program.blocking("gone", _ -> 0))
            .store(_ -> store)
            .open()) {
      other.pause("gone");
      other.submit(Query.of("gone", "foo", "42"));
    }
    retort.restart();

    assertThatThrownBy(retort.patience(SHORT)::runDry)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("foo of gone")
        .hasMessageContaining("waits for its program, which this engine does not have");
  }

  @Test
  void what_does_not_end_is_named() throws Exception {
    submit("gated", "first");
    submit("gated", "second");
    gate.awaitReached(1);

    assertThatThrownBy(retort.patience(SHORT)::runDry)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("first of gated")
        .hasMessageContaining(": running")
        .hasMessageContaining("second of gated")
        .hasMessageContaining("waits for slot");
    gate.open();
    assertThat(retort.patience(LONG).runDry()).hasSize(2);
  }

  @Test
  void a_restart_hands_what_runs_back_without_counting_it() throws Exception {
    ExperimentId id = submit("gated", "foo");
    gate.awaitReached(1);
    retort.restart();
    gate.awaitReached(2);
    assertThat(retort.engine().attempts(id))
        .extracting(PastAttempt::counted)
        .containsExactly(false);
    gate.open();

    Experiment end = retort.runDry().getFirst();
    assertThat(end.state().attempt()).isEqualTo(2);
    assertThat(end.state().failures()).isZero();
  }

  @Test
  void a_crash_is_found_by_the_next_engine() throws Exception {
    ExperimentId id = submit("gated", "foo");
    gate.awaitReached(1);
    Engine killed = retort.engine();
    assertThat(retort.crash()).isNotSameAs(killed);
    gate.open();

    Experiment end = retort.runDry().getFirst();
    assertThat(end.id()).isEqualTo(id);
    assertThat(end.status()).isEqualTo(Status.FINISHED);
    assertThat(end.state().attempt()).isEqualTo(2);
    assertThat(retort.engine().attempts(id))
        .extracting(past -> past.end().reason())
        .containsExactly(Reason.LOST);
  }
}
