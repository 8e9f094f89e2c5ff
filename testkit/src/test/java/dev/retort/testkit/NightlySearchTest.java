package dev.retort.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.Experiment;
import dev.retort.core.Query;
import dev.retort.core.Reason;
import dev.retort.core.Status;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.core.program.RetryPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The example of docs/testing.md, word for word.
class NightlySearchTest {
  private final Signal gate = new Signal();

  @RegisterExtension
  final EngineExtension retort =
      EngineExtension.with(
          Program.async("search", run -> gate.passing(run).thenApply(_ -> 0)),
          new Program.Blocking(
              "fetch",
              ProgramSettings.DEFAULTS.withRetry(
                  new RetryPolicy(3, Set.of(Reason.EXIT), Duration.ofHours(1))),
              run -> run.experiment().state().attempt() < 3 ? 1 : 0));

  @Test
  void queries_are_accepted_while_others_run() throws Exception {
    retort.engine().submit(Query.of("search", "foo", "42"));
    retort.engine().submit(Query.of("search", "bar", "43"));

    gate.awaitReached(2); // both run until the gate opens
    assertThat(retort.engine().backlogLength()).isEqualTo(2);

    gate.release(2);
    assertThat(retort.runDry())
        .extracting(ended -> ended.query().name())
        .containsExactly("foo", "bar");
  }

  @Test
  void a_failed_fetch_is_retried_hours_later() throws Exception {
    retort.engine().submit(Query.of("fetch", "genome", "42"));

    List<Experiment> ended = retort.runDry(); // moves the clock over both backoffs
    assertThat(ended.getFirst().status()).isEqualTo(Status.FINISHED);
    assertThat(ended.getFirst().state().attempt()).isEqualTo(3);
  }

  @Test
  void accepted_queries_survive_a_crash() throws Exception {
    retort.engine().submit(Query.of("search", "foo", "42"));
    gate.awaitReached(1);

    retort.crash();
    gate.open();
    assertThat(retort.runDry()).extracting(Experiment::status).containsExactly(Status.FINISHED);
  }
}
