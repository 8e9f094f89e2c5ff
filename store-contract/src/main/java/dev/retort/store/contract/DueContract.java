package dev.retort.store.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Query;
import dev.retort.core.Status;
import dev.retort.core.SubmitOptions;
import dev.retort.core.store.Change;
import dev.retort.core.store.Lifecycle;
import dev.retort.core.store.Submission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// The contract for deferred and expired experiments.
public interface DueContract extends StoreSubject {

  Duration HOUR = Duration.ofHours(1);

  @Test
  default void a_deferred_submission_is_claimed_from_its_time_on() {
    StoreDriver driver = driver();
    Experiment deferred = driver.acceptDeferred(Query.of("p", "q", "M"), driver.now().plus(HOUR));
    Experiment other = driver.accept("p");

    assertThat(driver.claimOne("p").id()).isEqualTo(other.id());
    assertThat(driver.claim("p", 1)).isEmpty();

    driver.advance(HOUR);
    Experiment running = driver.claimOne("p");
    assertThat(running.id()).isEqualTo(deferred.id());
    assertThat(running.state().notBefore()).isNull();
    assertThat(driver.find(running.id())).isEqualTo(running);
  }

  @Test
  default void what_is_due_is_claimed_in_the_order_of_everything_else() {
    StoreDriver driver = driver();
    List<Experiment> accepted = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Query query = Query.of("p", "q", "M").withPriority(1 + i % 7 % 3);
      Duration after = HOUR.minusMinutes(i % 11);
      accepted.add(
          i % 4 == 0
              ? driver.accept(query)
              : driver.acceptDeferred(query, driver.now().plus(after)));
    }
    driver.advance(HOUR);

    List<ExperimentId> claimed = new ArrayList<>();
    for (int size : List.of(7, 50, 3)) {
      driver.claim("p", size).forEach(each -> claimed.add(each.experiment().id()));
    }
    assertThat(claimed)
        .containsExactlyElementsOf(
            accepted.stream()
                .sorted(
                    Comparator.comparing((Experiment each) -> each.query().priority())
                        .reversed()
                        .thenComparing(Experiment::ordinal))
                .map(Experiment::id)
                .toList());
    assertThat(driver.claim("p", 1)).isEmpty();
  }

  @Test
  default void what_is_due_waits_again_when_the_clock_is_set_back() {
    StoreDriver driver = driver();
    Instant due = driver.now().plus(HOUR);
    driver.acceptDeferred(Query.of("p", "q", "M"), due);
    Experiment second = driver.acceptDeferred(Query.of("p", "q", "M"), due);
    driver.advance(HOUR);
    driver.claimOne("p");

    driver.advance(HOUR.negated());
    assertThat(driver.claim("p", 1)).isEmpty();
    assertThat(store().nextDue(driver.now())).contains(due);

    driver.advance(HOUR);
    assertThat(driver.claimOne("p").id()).isEqualTo(second.id());
  }

  @Test
  default void what_is_due_while_its_program_is_paused_is_claimed_afterwards() {
    StoreDriver driver = driver();
    Experiment deferred = driver.acceptDeferred(Query.of("p", "q", "M"), driver.now().plus(HOUR));
    driver.pause("p", true);
    driver.advance(HOUR);
    assertThat(driver.claim("p", 1)).isEmpty();

    driver.pause("p", false);
    assertThat(driver.claimOne("p").id()).isEqualTo(deferred.id());
  }

  @Test
  default void a_deferred_one_that_others_pass_has_a_place_behind_all_that_wait() {
    StoreDriver driver = driver();
    Experiment deferred = driver.acceptDeferred(Query.of("p", "q", "M"), driver.now().plus(HOUR));
    assertThat(deferred.position()).isEqualTo(1);
    for (int i = 0; i < 5; i++) {
      driver.accept("p");
    }
    Experiment last = driver.accept("p");

    driver.claim("p", 4);

    assertThat(driver.find(deferred.id()).position()).isEqualTo(3);
    assertThat(driver.find(last.id()).position()).isEqualTo(3);
  }

  @Test
  default void an_expired_one_is_never_claimed() {
    StoreDriver driver = driver();
    Experiment expired = driver.acceptExpiring("p", HOUR);
    Experiment other = driver.accept("p");
    driver.advance(HOUR);

    assertThat(driver.claimOne("p").id()).isEqualTo(other.id());
    assertThat(driver.claim("p", 10)).isEmpty();
    assertThat(driver.find(expired.id()).status()).isEqualTo(Status.PENDING);
    assertThat(driver.find(expired.id()).position()).isEqualTo(1);
  }

  @Test
  default void an_expired_one_is_cancelled_with_a_message() {
    StoreDriver driver = driver();
    Experiment expiring = driver.acceptExpiring("p", HOUR);
    driver.acceptExpiring("p", HOUR.multipliedBy(2));
    driver.accept("p");
    assertThat(driver.expire(10)).isEmpty();
    driver.advance(HOUR);

    List<Experiment> expired = driver.expire(10);

    assertThat(expired).extracting(Experiment::id).containsExactly(expiring.id());
    Experiment cancelled = driver.find(expiring.id());
    assertThat(cancelled).isEqualTo(expired.getFirst());
    assertThat(cancelled.status()).isEqualTo(Status.CANCELLED);
    assertThat(cancelled.state().end()).isEqualTo(Lifecycle.EXPIRED);
    assertThat(cancelled.state().endedAt()).isEqualTo(driver.now());
    assertThat(cancelled.state().cancelRequestedAt()).isNull();
    assertThat(cancelled.state().attempt()).isZero();
    assertThat(cancelled.state().revision()).isEqualTo(2);
    assertThat(store().backlog().length()).isEqualTo(2);
    assertThat(driver.expire(10)).isEmpty();
  }

  @Test
  default void a_deferred_one_expires_too() {
    StoreDriver driver = driver();
    Experiment both =
        driver.acceptDeferred(
            driver.acceptExpiring("p", HOUR).query(), driver.now().plus(HOUR.multipliedBy(2)));
    driver.advance(HOUR);

    assertThat(driver.expire(10)).extracting(Experiment::id).contains(both.id()).hasSize(2);
    assertThat(driver.find(both.id()).state().notBefore()).isNull();
  }

  @Test
  default void no_more_expire_at_once_than_asked_for() {
    StoreDriver driver = driver();
    for (int i = 0; i < 5; i++) {
      driver.acceptExpiring("p", HOUR);
    }
    driver.advance(HOUR);

    List<ExperimentId> expired = new ArrayList<>();
    for (int size : List.of(2, 2, 1, 0)) {
      List<Experiment> some = driver.expire(2);
      assertThat(some).hasSize(size);
      some.forEach(each -> expired.add(each.id()));
    }
    assertThat(expired).doesNotHaveDuplicates();
  }

  @Test
  default void what_has_started_once_does_not_expire() {
    StoreDriver driver = driver();
    driver.acceptExpiring("p", HOUR);
    driver.acceptExpiring("p", HOUR);
    Experiment running = driver.claimOne("p");
    Experiment released = driver.claimOne("p");
    driver.release(released.id(), 1);
    driver.advance(HOUR);

    assertThat(driver.expire(10)).isEmpty();
    assertThat(driver.claimOne("p").id()).isEqualTo(released.id());
    assertThat(driver.find(running.id())).isEqualTo(running);
  }

  @Test
  default void an_expiry_reaches_what_the_same_batch_submitted() {
    StoreDriver driver = driver();
    driver.accept("p");
    Submission late =
        driver.submission(
            Query.of("p", "q", "M")
                .withOptions(SubmitOptions.DEFAULTS.withExpiresAfter(Duration.ZERO)));

    store().commit(List.of(new Change.Submit(late), new Change.Expire(10, driver.now())));

    assertThat(driver.find(late.id()).status()).isEqualTo(Status.CANCELLED);
  }

  @Test
  default void the_next_moment_is_that_of_the_first_deferred_or_expiring_one() {
    StoreDriver driver = driver();
    driver.accept("p");
    assertThat(store().nextDue(Instant.EPOCH)).isEmpty();
    Instant first = driver.now().plus(HOUR);
    Experiment expiring = driver.acceptExpiring("q", HOUR.multipliedBy(2));
    Instant second = Objects.requireNonNull(expiring.expiresAt());
    Instant third = second.plus(HOUR);
    driver.acceptDeferred(Query.of("p", "q", "M"), third);
    driver.acceptDeferred(Query.of("r", "q", "M"), first);

    assertThat(store().nextDue(driver.now())).contains(first);
    assertThat(store().nextDue(first.minusMillis(1))).contains(first);
    assertThat(store().nextDue(first)).contains(second);
    assertThat(store().nextDue(second)).contains(third);
    assertThat(store().nextDue(third)).isEmpty();

    driver.release(driver.claimOne("q").id(), 1);
    assertThat(driver.find(expiring.id()).status()).isEqualTo(Status.PENDING);
    assertThat(store().nextDue(first)).contains(third);
  }

  @Test
  default void a_retry_is_due_and_what_has_ended_is_not() {
    StoreDriver driver = driver();
    driver.accept("p");
    Experiment retried = driver.retry(driver.claimOne("p"), HOUR).orElseThrow();
    Instant due = Objects.requireNonNull(retried.state().notBefore());

    assertThat(store().nextDue(driver.now())).contains(due);

    driver.cancel(retried.id());
    assertThat(store().nextDue(driver.now())).isEmpty();
  }
}
