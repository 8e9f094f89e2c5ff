package dev.retort.store.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.AttemptResult;
import dev.retort.core.EndDetails;
import dev.retort.core.Experiment;
import dev.retort.core.Outcome;
import dev.retort.core.Query;
import dev.retort.core.Reason;
import dev.retort.core.Status;
import dev.retort.core.store.Change;
import dev.retort.core.store.Change.CancelAnswer;
import dev.retort.core.store.CommitResult;
import dev.retort.core.store.Submission;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The contract for cancel requests.
public interface CancelContract extends StoreSubject {

  @Test
  default void a_pending_one_is_cancelled_at_once() {
    StoreDriver driver = driver();
    Experiment pending = driver.accept("p");

    CancelAnswer answer = driver.cancel(pending.id());

    Experiment found = driver.find(pending.id());
    assertThat(answer).isEqualTo(new CancelAnswer.Done(found));
    assertThat(found.status()).isEqualTo(Status.CANCELLED);
    assertThat(found.state().endedAt()).isEqualTo(driver.now());
    assertThat(found.state().cancelRequestedAt()).isEqualTo(driver.now());
    assertThat(found.state().revision()).isEqualTo(2);
    assertThat(found.position()).isNull();
    assertThat(driver.claim("p", 10)).isEmpty();
  }

  @Test
  default void a_running_one_is_asked_once() {
    StoreDriver driver = driver();
    driver.accept("p");
    Experiment running = driver.claimOne("p");

    CancelAnswer first = driver.cancel(running.id());
    Instant asked = driver.now();
    CancelAnswer second = driver.cancel(running.id());

    Experiment found = driver.find(running.id());
    assertThat(first).isEqualTo(new CancelAnswer.Requested(found));
    assertThat(second).isEqualTo(first);
    assertThat(found.status()).isEqualTo(Status.RUNNING);
    assertThat(found.state().cancelRequestedAt()).isEqualTo(asked);
    assertThat(found.state().revision()).isEqualTo(3);
    assertThat(store().running()).hasSize(1);
  }

  @Test
  default void a_committed_request_wins_over_any_outcome() {
    StoreDriver driver = driver();
    for (Outcome outcome :
        List.of(
            new Outcome.Finished(0),
            new Outcome.Failed(Reason.EXIT, 7, null, "exit 7"),
            new Outcome.Failed(Reason.SIGNAL, null, 15, null),
            new Outcome.Cancelled(null, 15))) {
      driver.accept("p");
      Experiment running = driver.claimOne("p");
      driver.cancel(running.id());

      Experiment ended = driver.finish(running, outcome).orElseThrow();

      EndDetails end = outcome.end();
      assertThat(ended.status()).isEqualTo(Status.CANCELLED);
      assertThat(ended.state().failures()).isZero();
      assertThat(ended.state().end())
          .isEqualTo(new EndDetails(null, end.returnCode(), end.signal(), end.message(), null));
      assertThat(driver.find(ended.id())).isEqualTo(ended);
    }
  }

  @Test
  default void a_committed_request_wins_over_a_retry_and_a_release() {
    StoreDriver driver = driver();
    driver.accept("p");
    driver.accept("p");
    Experiment first = driver.claimOne("p");
    Experiment second = driver.claimOne("p");
    driver.cancel(first.id());
    driver.cancel(second.id());

    Experiment retried = driver.retry(first, Duration.ZERO).orElseThrow();
    Experiment released = driver.release(second.id(), 1).orElseThrow();

    for (Experiment ended : List.of(retried, released)) {
      assertThat(ended.status()).isEqualTo(Status.CANCELLED);
      assertThat(ended.state().notBefore()).isNull();
      assertThat(ended.state().end().reason()).isNull();
      assertThat(store().attempts(ended.id())).isEmpty();
      assertThat(driver.find(ended.id())).isEqualTo(ended);
    }
  }

  @Test
  default void a_timeout_that_came_before_the_request_wins_and_one_after_it_loses() {
    StoreDriver driver = driver();
    for (Duration stopped : List.of(Duration.ofMillis(-1), Duration.ZERO, Duration.ofMillis(1))) {
      driver.accept("p");
      Experiment running = driver.claimOne("p");
      driver.cancel(running.id());
      Instant stoppedAt = driver.now().plus(stopped);

      Experiment ended =
          driver.finish(running.id(), 1, stoppedAt(TIMEOUT, stoppedAt), null).orElseThrow();

      boolean first = stopped.isNegative();
      assertThat(ended.status()).isEqualTo(first ? Status.FAILED : Status.CANCELLED);
      assertThat(ended.state().end().reason()).isEqualTo(first ? Reason.TIMEOUT : null);
      assertThat(ended.state().failures()).isEqualTo(first ? 1 : 0);
      assertThat(ended.state().end().message()).isEqualTo("it took too long");
      assertThat(ended.state().cancelRequestedAt()).isNotNull();
      assertThat(driver.find(ended.id())).isEqualTo(ended);
    }
  }

  Outcome TIMEOUT = new Outcome.Failed(Reason.TIMEOUT, null, 15, "it took too long");

  private static AttemptResult stoppedAt(Outcome outcome, Instant at) {
    return new AttemptResult(outcome, null, null, at);
  }

  @Test
  default void what_was_stopped_for_another_reason_than_its_timeout_is_cancelled() {
    StoreDriver driver = driver();
    driver.accept("p");
    Experiment running = driver.claimOne("p");
    driver.cancel(running.id());
    Outcome killed = new Outcome.Failed(Reason.SIGNAL, null, 9, null);

    AttemptResult attemptResult = stoppedAt(killed, running.createdAt());
    Experiment ended = driver.finish(running.id(), 1, attemptResult, null).orElseThrow();

    assertThat(ended.status()).isEqualTo(Status.CANCELLED);
  }

  @Test
  default void after_a_request_not_even_an_earlier_timeout_is_tried_again() {
    StoreDriver driver = driver();
    driver.accept("p");
    Experiment running = driver.claimOne("p");
    AttemptResult timedOut = stoppedAt(TIMEOUT, driver.now());
    driver.cancel(running.id());

    Experiment ended = driver.finish(running.id(), 1, timedOut, driver.now()).orElseThrow();

    assertThat(ended.status()).isEqualTo(Status.FAILED);
    assertThat(ended.state().end().reason()).isEqualTo(Reason.TIMEOUT);
    assertThat(ended.state().notBefore()).isNull();
    assertThat(store().attempts(running.id())).isEmpty();
    assertThat(driver.find(ended.id())).isEqualTo(ended);
  }

  @Test
  default void an_ended_one_stays_as_it_is() {
    StoreDriver driver = driver();
    driver.accept("p");
    Experiment ended = driver.finish(driver.claimOne("p"), new Outcome.Finished(0)).orElseThrow();
    Experiment cancelled = driver.accept("p");
    driver.cancel(cancelled.id());
    Experiment asItWas = driver.find(cancelled.id());

    assertThat(driver.cancel(ended.id())).isEqualTo(new CancelAnswer.AlreadyEnded(ended));
    assertThat(driver.cancel(cancelled.id())).isEqualTo(new CancelAnswer.AlreadyEnded(asItWas));
    assertThat(driver.find(ended.id())).isEqualTo(ended);
    assertThat(driver.find(cancelled.id())).isEqualTo(asItWas);
  }

  @Test
  default void an_unknown_one_is_unknown() {
    assertThat(driver().cancel(driver().newId())).isEqualTo(new CancelAnswer.Unknown());
  }

  @Test
  default void a_deferred_one_is_cancelled_without_the_reason_of_its_last_attempt() {
    StoreDriver driver = driver();
    driver.accept("p");
    Experiment deferred = driver.retry(driver.claimOne("p"), Duration.ofHours(1)).orElseThrow();

    driver.cancel(deferred.id());

    Experiment found = driver.find(deferred.id());
    assertThat(found.status()).isEqualTo(Status.CANCELLED);
    assertThat(found.state().notBefore()).isNull();
    assertThat(found.state().end()).isEqualTo(EndDetails.because("the process is gone"));
    assertThat(store().attempts(deferred.id())).hasSize(1);
  }

  @Test
  default void a_cancel_reaches_what_the_same_batch_submitted() {
    StoreDriver driver = driver();
    Submission submission = driver.submission(Query.of("p", "q", "M"));

    List<CommitResult> results =
        store()
            .commit(
                List.of(
                    new Change.Submit(submission),
                    new Change.Cancel(submission.id(), driver.now())));

    Optional<Experiment> found = store().find(submission.id());
    assertThat(found).map(Experiment::status).contains(Status.CANCELLED);
    assertThat(results.getLast())
        .isEqualTo(new CommitResult.Done(new CancelAnswer.Done(found.orElseThrow())));
  }

  @Test
  default void a_cancel_between_claim_and_finish_of_one_batch_wins() {
    StoreDriver driver = driver();
    driver.accept("p");
    Experiment running = driver.claimOne("p");

    store()
        .commit(
            List.of(
                new Change.Cancel(running.id(), driver.now()),
                new Change.Finish(
                    running.id(),
                    1,
                    AttemptResult.of(new Outcome.Finished(0)),
                    null,
                    driver.now())));

    Experiment found = driver.find(running.id());
    assertThat(found.status()).isEqualTo(Status.CANCELLED);
    assertThat(found.state().end()).isEqualTo(new EndDetails(null, 0, null, null, null));
  }
}
