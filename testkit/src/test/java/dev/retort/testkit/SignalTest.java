package dev.retort.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Query;
import dev.retort.core.Sequence;
import dev.retort.core.State;
import dev.retort.core.Status;
import dev.retort.core.program.Program;
import dev.retort.core.program.RunContext;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(900)
class SignalTest {
  private final Signal gate = new Signal();

  @RegisterExtension
  final EngineExtension retort =
      EngineExtension.with(
          Program.blocking(
              "blocking",
              run -> {
                gate.pass(run);
                return 0;
              }),
          Program.async("async", run -> gate.passing(run).thenApply(_ -> 0)));

  private ExperimentId submit(String program, String name) {
    return retort.engine().submit(Query.of(program, name, "42")).experiment().id();
  }

  @Test
  void runs_of_both_kinds_wait_at_the_gate_and_go_on_in_the_order_of_their_arrival()
      throws Exception {
    ExperimentId first = submit("blocking", "first");
    gate.awaitReached(1);
    ExperimentId second = submit("async", "second");
    gate.awaitReached(2);
    ExperimentId third = submit("blocking", "third");
    List<Experiment> reached = gate.awaitReached(3);
    assertThat(reached).extracting(Experiment::id).containsExactly(first, second, third);
    assertThat(retort.engine().backlogLength()).isEqualTo(3);

    gate.release(2);
    assertThat(retort.awaitAll(List.of(first, second)))
        .extracting(Experiment::status)
        .containsOnly(Status.FINISHED);
    assertThat(retort.engine().find(third).orElseThrow().status()).isEqualTo(Status.RUNNING);

    gate.release(1);
    assertThat(retort.engine().await(third).status()).isEqualTo(Status.FINISHED);
  }

  @Test
  void a_pass_given_before_is_used_by_who_comes_first() throws Exception {
    gate.release(1);
    ExperimentId first = submit("async", "first");
    assertThat(retort.engine().await(first).status()).isEqualTo(Status.FINISHED);

    ExperimentId second = submit("async", "second");
    gate.awaitReached(2);
    assertThat(retort.engine().find(second).orElseThrow().status()).isEqualTo(Status.RUNNING);
  }

  @Test
  void an_open_gate_holds_nobody() throws Exception {
    submit("async", "before");
    gate.awaitReached(1);
    gate.open();
    submit("blocking", "after");
    submit("async", "after");

    assertThat(retort.runDry()).hasSize(3);
  }

  @Test
  void one_that_is_cancelled_at_the_gate_takes_no_pass_with_it() throws Exception {
    for (String program : List.of("blocking", "async")) {
      int before = gate.awaitReached(0).size();
      ExperimentId cancelled = submit(program, "cancelled");
      gate.awaitReached(before + 1);
      ExperimentId next = submit(program, "next");
      gate.awaitReached(before + 2);

      retort.engine().cancel(cancelled);
      assertThat(retort.engine().await(cancelled).status()).isEqualTo(Status.CANCELLED);
      gate.release(1);
      assertThat(retort.engine().await(next).status()).isEqualTo(Status.FINISHED);
    }
  }

  @Test
  void one_that_shall_stop_and_has_not_left_yet_takes_no_pass() {
    CompletableFuture<Void> stopping = gate.passing(run(true));
    CompletableFuture<Void> next = gate.passing(run(false));

    gate.release(1);

    assertThat(stopping).isNotDone();
    assertThat(next).isCompleted();
  }

  /// A run that ignores stop listeners: its own thread would react to the stop later.
  private static RunContext run(boolean stopRequested) {
    Query query = Query.of("p", "q", "42").withSequence(new Sequence.Kept(2));
    ExperimentId id = ExperimentId.parse("01a20464-437a-7215-869f-7f9b9214b38f").orElseThrow();
    Experiment experiment =
        new Experiment(id, 1, query, Instant.EPOCH, State.accepted(null, false), null);
    return (RunContext)
        Proxy.newProxyInstance(
            RunContext.class.getClassLoader(),
            new Class<?>[] {RunContext.class},
            (_, method, _) ->
                switch (method.getName()) {
                  case "experiment" -> experiment;
                  case "stopRequested" -> stopRequested;
                  case "onStop" -> null;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  @Test
  void a_test_that_waits_in_vain_is_told_who_came() throws Exception {
    Signal impatient = new Signal(Duration.ofMillis(1));
    assertThatThrownBy(() -> impatient.awaitReached(1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("0 of 1 runs reached the signal");
  }
}
