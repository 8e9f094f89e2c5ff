package dev.retort.store.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.Experiment;
import dev.retort.core.Outcome;
import dev.retort.core.Query;
import dev.retort.core.Reason;
import dev.retort.core.Status;
import dev.retort.core.store.Backlog;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The contract for counters and positions.
public interface CounterContract extends StoreSubject {

  @Test
  default void an_empty_store_has_no_backlog() {
    assertThat(store().backlog().length()).isZero();
    assertThat(store().backlogLength()).isZero();
    assertThat(store().backlog().queues()).isEmpty();
    assertThat(store().backlog().oldestPending()).isNull();
  }

  @Test
  default void each_queue_counts_each_status() {
    StoreDriver driver = driver();
    for (int i = 0; i < 6; i++) {
      driver.accept("p");
    }
    driver.accept(Query.of("p", "urgent", "M").withPriority(9));
    driver.accept("a");
    driver.cancel(driver.claimOne("p").id());
    driver.finish(driver.claimOne("p"), new Outcome.Finished(0));
    driver.finish(driver.claimOne("p"), Outcome.Failed.because(Reason.EXIT, "1"));
    driver.finish(driver.claimOne("p"), new Outcome.Cancelled(null, null));
    driver.release(driver.claimOne("p").id(), 1);

    Backlog backlog = store().backlog();

    assertThat(backlog.length()).isEqualTo(5);
    assertThat(store().backlogLength()).isEqualTo(5);
    assertThat(backlog.queues())
        .containsExactly(
            new Backlog.Queue("a", 5, counts(1, 0, 0, 0, 0)),
            new Backlog.Queue("p", 9, counts(0, 1, 0, 0, 0)),
            new Backlog.Queue("p", 5, counts(3, 0, 1, 1, 1)));
  }

  private static Map<Status, Long> counts(
      long pending, long running, long finished, long failed, long cancelled) {
    return Map.of(
        Status.PENDING, pending,
        Status.RUNNING, running,
        Status.FINISHED, finished,
        Status.FAILED, failed,
        Status.CANCELLED, cancelled);
  }

  @Test
  default void the_oldest_pending_one_is_told() {
    StoreDriver driver = driver();
    driver.accept("p");
    Experiment second = driver.accept("q");
    driver.claimOne("p");

    assertThat(store().backlog().oldestPending()).isEqualTo(second.createdAt());

    driver.claimOne("q");
    assertThat(store().backlog().oldestPending()).isNull();
  }

  @Test
  default void a_position_counts_down_as_others_start() {
    StoreDriver driver = driver();
    for (int i = 0; i < 4; i++) {
      driver.accept("p");
    }
    Experiment last = driver.accept("p");
    driver.accept("p");
    assertThat(last.position()).isEqualTo(5);

    driver.claim("p", 3);

    assertThat(driver.find(last.id()).position()).isEqualTo(2);
    driver.claim("p", 1);
    assertThat(driver.find(last.id()).position()).isEqualTo(1);
    driver.claim("p", 1);
    assertThat(driver.find(last.id()).position()).isNull();
  }

  @Test
  default void a_higher_priority_is_ahead_and_other_programs_are_not() {
    StoreDriver driver = driver();
    driver.accept("q");
    Experiment first = driver.accept("p");

    driver.accept(Query.of("p", "urgent", "M").withPriority(9));
    driver.accept(Query.of("p", "idle", "M").withPriority(1));

    assertThat(driver.find(first.id()).position()).isEqualTo(2);
  }

  @Test
  default void what_came_back_is_counted_as_ahead() {
    StoreDriver driver = driver();
    driver.accept("p");
    Experiment second = driver.accept("p");
    driver.retry(driver.claimOne("p"), Duration.ofHours(1));

    assertThat(driver.find(second.id()).position()).isEqualTo(2);
  }

  @Test
  default void a_drained_queue_starts_anew_at_one() {
    StoreDriver driver = driver();
    for (int i = 0; i < 3; i++) {
      driver.cancel(driver.accept("p").id());
    }

    assertThat(driver.accept("p").position()).isEqualTo(1);
  }
}
