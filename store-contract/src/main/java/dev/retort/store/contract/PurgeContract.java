package dev.retort.store.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.AttachedFile;
import dev.retort.core.AttemptResult;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Outcome;
import dev.retort.core.Query;
import dev.retort.core.Status;
import dev.retort.core.store.Backlog;
import dev.retort.core.store.Change.Submitted;
import dev.retort.core.store.ExperimentFilter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// The contract for purges.
public interface PurgeContract extends StoreSubject {

  @Test
  default void a_purge_takes_all_that_belongs_to_an_experiment() {
    StoreDriver driver = driver();
    Query query =
        Query.of("p", "q", "MKV")
            .withLabels(Map.of("a", "b"))
            .withFiles(List.of(new AttachedFile("f", 3)));
    ExperimentId id = StoreDriver.accepted(driver.submit(query, "key", "d")).experiment().id();
    Experiment other = driver.accept(query);
    driver.retry(driver.claimOne("p"), Duration.ZERO);
    AttemptResult attemptResult = new AttemptResult(new Outcome.Finished(0), null, "{}", null);
    driver.finish(driver.claimOne("p").id(), 2, attemptResult, null);

    assertThat(driver.purge(id)).containsExactly(id);

    assertThat(store().find(id)).isEmpty();
    assertThat(store().sequence(id)).isEmpty();
    assertThat(store().result(id)).isEmpty();
    assertThat(store().attempts(id)).isEmpty();
    assertThat(store().list(new ExperimentFilter(null, null, Map.of("a", "b"), null), 10))
        .containsExactly(driver.find(other.id()));
    assertThat(store().purged(id)).isTrue();
    assertThat(driver.purge(id)).isEmpty();
  }

  @Test
  default void what_has_not_ended_or_is_unknown_is_not_purged() {
    StoreDriver driver = driver();
    driver.accept("p");
    Experiment running = driver.claimOne("p");
    Experiment pending = driver.accept("p");
    Experiment ended = driver.finished("q");
    ExperimentId unknown = driver.newId();

    assertThat(driver.purge(running.id(), unknown, ended.id(), pending.id()))
        .containsExactly(ended.id());

    assertThat(driver.find(running.id())).isEqualTo(running);
    assertThat(driver.find(pending.id())).isEqualTo(pending);
    for (ExperimentId id : List.of(running.id(), pending.id(), unknown)) {
      assertThat(store().purged(id)).isFalse();
    }
    assertThat(driver.finish(running, new Outcome.Finished(0))).isPresent();
  }

  @Test
  default void the_mark_protects_from_a_purge() {
    StoreDriver driver = driver();
    Experiment ended = driver.finished("p");
    driver.keep(ended.id(), true);

    assertThat(driver.purge(ended.id())).isEmpty();
    assertThat(store().purged(ended.id())).isFalse();

    driver.keep(ended.id(), false);
    assertThat(driver.purge(ended.id())).containsExactly(ended.id());
  }

  @Test
  default void the_counters_follow_a_purge() {
    StoreDriver driver = driver();
    Experiment finished = driver.finished("p");
    driver.finished("p");
    Experiment cancelled = driver.accept("p");
    driver.cancel(cancelled.id());
    driver.accept("p");
    Experiment last = driver.accept("p");

    driver.purge(finished.id(), cancelled.id());

    Backlog backlog = store().backlog();
    assertThat(backlog.length()).isEqualTo(2);
    assertThat(backlog.queues())
        .containsExactly(
            new Backlog.Queue(
                "p",
                5,
                Map.of(
                    Status.PENDING, 2L,
                    Status.RUNNING, 0L,
                    Status.FINISHED, 1L,
                    Status.FAILED, 0L,
                    Status.CANCELLED, 0L)));
    assertThat(driver.find(last.id())).isEqualTo(last);
  }

  @Test
  default void an_ordinal_is_never_given_again() {
    StoreDriver driver = driver();
    Experiment ended = driver.finished("p");

    driver.purge(ended.id());

    assertThat(driver.accept("p").ordinal()).isEqualTo(ended.ordinal() + 1);
  }

  @Test
  default void the_key_of_a_purged_one_is_free() {
    StoreDriver driver = driver();
    Query query = Query.of("p", "q", "M");
    driver.submit(query, "key", "digest");
    Experiment ended = driver.finish(driver.claimOne("p"), new Outcome.Finished(0)).orElseThrow();
    driver.purge(ended.id());

    Submitted answer = driver.submit(query, "key", "another digest");

    assertThat(StoreDriver.accepted(answer).experiment().id()).isNotEqualTo(ended.id());
  }

  private static Instant endedAt(Experiment experiment) {
    return Objects.requireNonNull(experiment.state().endedAt());
  }

  /// Five experiments of "p" that end in another order than that of their acceptance, and one of
  /// "q".
  private static List<Experiment> ended(StoreDriver driver) {
    for (int i = 0; i < 4; i++) {
      driver.accept(Query.of("p", "q" + i, "M").withPriority(5 + i));
    }
    List<Experiment> ended = new ArrayList<>();
    driver.finished("q");
    for (int i = 0; i < 4; i++) {
      ended.add(driver.finish(driver.claimOne("p"), new Outcome.Finished(0)).orElseThrow());
    }
    Experiment cancelled = driver.accept("p");
    driver.cancel(cancelled.id());
    ended.add(driver.find(cancelled.id()));
    driver.accept("p");
    return ended;
  }

  private static List<ExperimentId> ids(List<Experiment> experiments) {
    return experiments.stream().map(Experiment::id).toList();
  }

  @Test
  default void what_ended_before_a_moment_is_purgeable_in_the_order_of_the_ends() {
    StoreDriver driver = driver();
    List<Experiment> ended = ended(driver);
    List<ExperimentId> ids = ids(ended);

    Instant third = endedAt(ended.get(2));
    assertThat(store().purgeable("p", third, null, 10)).isEqualTo(ids.subList(0, 2));
    assertThat(store().purgeable("p", third.plusMillis(1), null, 10)).isEqualTo(ids.subList(0, 3));
    assertThat(store().purgeable("p", driver.now().plusMillis(1), null, 10)).isEqualTo(ids);
    assertThat(store().purgeable("p", driver.now(), null, 2)).isEqualTo(ids.subList(0, 2));
    assertThat(store().purgeable("p", Instant.EPOCH, null, 10)).isEmpty();
    assertThat(store().purgeable("p", null, null, 10)).isEmpty();
    assertThat(store().purgeable("unheard-of", driver.now(), 0L, 10)).isEmpty();
  }

  @Test
  default void
      what_is_more_than_a_number_is_purgeable_and_whichever_limit_reaches_further_counts() {
    StoreDriver driver = driver();
    List<Experiment> ended = ended(driver);
    List<ExperimentId> ids = ids(ended);
    Instant third = endedAt(ended.get(2));

    assertThat(store().purgeable("p", null, 4L, 10)).isEqualTo(ids.subList(0, 1));
    assertThat(store().purgeable("p", null, 5L, 10)).isEmpty();
    assertThat(store().purgeable("p", null, 100L, 10)).isEmpty();
    assertThat(store().purgeable("p", null, 0L, 10)).isEqualTo(ids);
    assertThat(store().purgeable("p", null, 0L, 3)).isEqualTo(ids.subList(0, 3));
    assertThat(store().purgeable("p", third, 4L, 10)).isEqualTo(ids.subList(0, 2));
    assertThat(store().purgeable("p", third, 1L, 10)).isEqualTo(ids.subList(0, 4));
  }

  @Test
  default void marked_ones_are_passed_over_and_count_towards_the_number() {
    StoreDriver driver = driver();
    List<ExperimentId> ids = ids(ended(driver));
    driver.keep(ids.get(0), true);
    driver.keep(ids.get(2), true);

    assertThat(store().purgeable("p", null, 3L, 10)).containsExactly(ids.get(1), ids.get(3));
    assertThat(store().purgeable("p", driver.now().plusMillis(1), null, 10))
        .containsExactly(ids.get(1), ids.get(3), ids.get(4));
    assertThat(store().purgeable("p", null, 0L, 10))
        .containsExactly(ids.get(1), ids.get(3), ids.get(4));
  }

  @Test
  default void a_program_is_purged_down_to_its_number() {
    StoreDriver driver = driver();
    List<ExperimentId> ids = ids(ended(driver));
    while (true) {
      List<ExperimentId> some = store().purgeable("p", null, 2L, 2);
      if (some.isEmpty()) {
        break;
      }
      assertThat(driver.purge(some.toArray(ExperimentId[]::new))).isEqualTo(some);
    }

    assertThat(ids.stream().filter(id -> store().find(id).isPresent()))
        .containsExactlyElementsOf(ids.subList(3, 5));
  }
}
