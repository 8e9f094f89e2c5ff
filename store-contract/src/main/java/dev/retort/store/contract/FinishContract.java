package dev.retort.store.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.retort.core.AttemptResult;
import dev.retort.core.EndDetails;
import dev.retort.core.Experiment;
import dev.retort.core.Outcome;
import dev.retort.core.Reason;
import dev.retort.core.State;
import dev.retort.core.Status;
import dev.retort.core.store.Change;
import dev.retort.core.store.CommitResult;
import dev.retort.core.store.PastAttempt;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The contract for ends of attempts, fences and retries.
public interface FinishContract extends StoreSubject {

  @Test
  default void a_finish_ends_the_experiment() {
    StoreDriver driver = driver();
    driver.accept("p");
    Experiment running = driver.claimOne("p");

    Optional<Experiment> answer = driver.finish(running, new Outcome.Finished(3));

    State expected =
        State.builder(Status.FINISHED)
            .attempt(1)
            .startedAt(running.state().startedAt())
            .endedAt(driver.now())
            .end(new EndDetails(null, 3, null, null, null))
            .revision(3)
            .build();
    assertThat(answer).contains(running.withState(expected));
    assertThat(store().find(running.id())).isEqualTo(answer);
    assertThat(store().running()).isEmpty();
    assertThat(store().attempts(running.id())).isEmpty();
  }

  @Test
  default void every_reason_and_signal_is_kept() {
    StoreDriver driver = driver();
    for (Reason reason : Reason.values()) {
      driver.accept("p");
      Outcome outcome = new Outcome.Failed(reason, null, 9, "message of " + reason);

      Experiment failed = driver.finish(driver.claimOne("p"), outcome).orElseThrow();

      assertThat(failed.status()).isEqualTo(Status.FAILED);
      assertThat(failed.state().failures()).isEqualTo(1);
      assertThat(failed.state().end()).isEqualTo(outcome.end());
      assertThat(driver.find(failed.id())).isEqualTo(failed);
    }
  }

  @Test
  default void a_stale_fence_changes_nothing() {
    StoreDriver driver = driver();
    driver.accept("p");
    driver.release(driver.claimOne("p").id(), 1);
    Experiment second = driver.claimOne("p");

    assertThat(driver.finish(second.id(), 1, new Outcome.Finished(0), null)).isEmpty();
    assertThat(driver.finish(second.id(), 3, new Outcome.Finished(0), null)).isEmpty();
    assertThat(driver.finish(second.id(), 1, new Outcome.Finished(0), driver.now())).isEmpty();
    assertThat(driver.release(second.id(), 1)).isEmpty();
    assertThat(driver.find(second.id())).isEqualTo(second);
    assertThat(store().attempts(second.id())).hasSize(1);
  }

  @Test
  default void an_outcome_never_changes_again() {
    StoreDriver driver = driver();
    driver.accept("p");
    Experiment ended = driver.finish(driver.claimOne("p"), new Outcome.Finished(0)).orElseThrow();
    Outcome late = Outcome.Failed.because(Reason.TIMEOUT, "late");

    assertThat(driver.finish(ended.id(), 1, late, null)).isEmpty();
    assertThat(driver.finish(ended.id(), 1, late, driver.now())).isEmpty();
    assertThat(driver.release(ended.id(), 1)).isEmpty();
    assertThat(driver.find(ended.id())).isEqualTo(ended);
    assertThat(store().attempts(ended.id())).isEmpty();
  }

  @Test
  default void what_was_never_claimed_cannot_end() {
    StoreDriver driver = driver();
    Experiment pending = driver.accept("p");

    assertThat(driver.finish(pending.id(), 0, new Outcome.Finished(0), null)).isEmpty();
    assertThat(driver.finish(driver.newId(), 1, new Outcome.Finished(0), null)).isEmpty();
    assertThat(driver.find(pending.id())).isEqualTo(pending);
  }

  @Test
  default void a_retry_goes_back_to_pending_and_keeps_the_attempt() {
    StoreDriver driver = driver();
    driver.accept("p");
    Experiment running = driver.claimOne("p");

    Experiment pending = driver.retry(running, Duration.ofSeconds(10)).orElseThrow();

    assertThat(pending.status()).isEqualTo(Status.PENDING);
    assertThat(pending.state().failures()).isEqualTo(1);
    assertThat(pending.state().attempt()).isEqualTo(1);
    assertThat(pending.state().notBefore()).isAfter(driver.now());
    assertThat(pending.state().end().reason()).isEqualTo(Reason.LOST);
    assertThat(pending.position()).isNull();
    assertThat(driver.find(running.id())).isEqualTo(pending);
    assertThat(store().attempts(running.id()))
        .containsExactly(
            new PastAttempt(
                1,
                "node-1",
                running.state().startedAt(),
                driver.now(),
                true,
                new EndDetails(Reason.LOST, null, null, "the process is gone", null)));
  }

  @Test
  default void attempts_are_numbered_without_gaps() {
    StoreDriver driver = driver();
    Experiment experiment = driver.accept("p");
    for (int number = 1; number <= 5; number++) {
      Experiment running = driver.claimOne("p");
      assertThat(running.state().attempt()).isEqualTo(number);
      if (number % 2 == 0) {
        driver.release(running.id(), number);
      } else {
        driver.retry(running, Duration.ZERO);
      }
    }
    driver.finish(driver.claimOne("p"), new Outcome.Finished(0));

    assertThat(store().attempts(experiment.id()))
        .extracting(PastAttempt::number, PastAttempt::counted)
        .containsExactly(
            tuple(1, true), tuple(2, false), tuple(3, true), tuple(4, false), tuple(5, true));
    Experiment ended = driver.find(experiment.id());
    assertThat(ended.state().attempt()).isEqualTo(6);
    assertThat(ended.state().failures()).isEqualTo(3);
  }

  @Test
  default void of_two_ends_in_one_batch_the_first_wins() {
    StoreDriver driver = driver();
    driver.accept("p");
    Experiment running = driver.claimOne("p");
    AttemptResult first = AttemptResult.of(new Outcome.Finished(0));
    AttemptResult late = AttemptResult.of(Outcome.Failed.because(Reason.TIMEOUT, "late"));

    List<CommitResult> results =
        store()
            .commit(
                List.of(
                    new Change.Finish(running.id(), 1, first, null, driver.now()),
                    new Change.Finish(running.id(), 1, late, null, driver.now())));

    assertThat(results)
        .containsExactly(
            new CommitResult.Done(Optional.of(driver.find(running.id()))),
            new CommitResult.Done(Optional.empty()));
    assertThat(driver.find(running.id()).status()).isEqualTo(Status.FINISHED);
  }
}
