package dev.retort.store.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.BacklogLimits;
import dev.retort.core.BacklogLimits.Bound;
import dev.retort.core.BacklogLimits.Reached;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Outcome;
import dev.retort.core.Query;
import dev.retort.core.store.Change;
import dev.retort.core.store.Change.Submitted;
import dev.retort.core.store.CommitResult;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.core.store.Submission;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The contract for the limits of the backlog and of owners.
public interface BacklogLimitsContract extends StoreSubject {

  private static Query query(String program, String owner) {
    return Query.of(program, "a query", "MKV").withOwner(owner);
  }

  private static Submitted submit(StoreDriver driver, Query query, BacklogLimits limits) {
    return driver.answer(new Change.Submit(driver.submission(query), limits));
  }

  private static Submitted full(Bound bound, long limit) {
    return new Submitted.Full(new Reached(bound, limit));
  }

  @Test
  default void a_full_server_accepts_nothing_until_one_has_ended() {
    StoreDriver driver = driver();
    BacklogLimits limits = BacklogLimits.NONE.withServer(2L);
    submit(driver, query("p", ""), limits);
    submit(driver, query("q", "alice"), limits);

    assertThat(submit(driver, query("r", "bob"), limits)).isEqualTo(full(Bound.SERVER, 2));
    driver.claimOne("p");
    assertThat(submit(driver, query("r", "bob"), limits)).isEqualTo(full(Bound.SERVER, 2));
    assertThat(store().list(ExperimentFilter.ALL, 10)).hasSize(2);

    driver.cancel(store().list(ExperimentFilter.ALL, 1).getFirst().id());
    assertThat(submit(driver, query("r", "bob"), limits)).isInstanceOf(Submitted.Accepted.class);
  }

  @Test
  default void a_limit_holds_for_submissions_of_one_transaction() {
    StoreDriver driver = driver();
    List<Change<?>> batch = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      batch.add(
          new Change.Submit(
              driver.submission(query("p", "alice")), BacklogLimits.NONE.withOwner(25L)));
    }

    List<CommitResult> results = store().commit(batch);

    assertThat(results)
        .filteredOn(each -> each.equals(new CommitResult.Done(full(Bound.OWNER, 25))))
        .hasSize(15);
    assertThat(store().backlogLength()).isEqualTo(25);
  }

  @Test
  default void a_program_and_an_owner_have_limits_of_their_own() {
    StoreDriver driver = driver();
    BacklogLimits limits = BacklogLimits.NONE.withProgram(2L).withOwner(1L);
    submit(driver, query("p", "alice"), limits);

    assertThat(submit(driver, query("q", "alice"), limits)).isEqualTo(full(Bound.OWNER, 1));
    assertThat(submit(driver, query("p", "bob"), limits)).isInstanceOf(Submitted.Accepted.class);
    assertThat(submit(driver, query("p", "carol"), limits)).isEqualTo(full(Bound.PROGRAM, 2));
    driver.finish(driver.claimOne("p"), new Outcome.Finished(0));
    assertThat(submit(driver, query("q", "alice"), limits)).isInstanceOf(Submitted.Accepted.class);
  }

  @Test
  default void the_limits_of_an_owner_do_not_hold_without_one() {
    StoreDriver driver = driver();
    BacklogLimits limits = BacklogLimits.NONE.withOwner(1L).withOwnerBytes(0L);
    for (int i = 0; i < 3; i++) {
      assertThat(submit(driver, query("p", ""), limits)).isInstanceOf(Submitted.Accepted.class);
    }
  }

  @Test
  default void the_files_of_an_owner_have_a_limit_until_they_are_deleted() {
    StoreDriver driver = driver();
    BacklogLimits limits = BacklogLimits.NONE.withOwnerBytes(1_000L);
    driver.accept(query("p", "alice"));
    Experiment ended = driver.finish(driver.claimOne("p"), new Outcome.Finished(0)).orElseThrow();
    driver.answer(new Change.Measure(ended.id(), 1_000));

    assertThat(submit(driver, query("p", "alice"), limits))
        .isEqualTo(full(Bound.OWNER_BYTES, 1_000));
    assertThat(submit(driver, query("p", "bob"), limits)).isInstanceOf(Submitted.Accepted.class);
    driver.delete(ended.id());
    assertThat(submit(driver, query("p", "alice"), limits)).isInstanceOf(Submitted.Accepted.class);
  }

  @Test
  default void a_replay_needs_no_room_and_a_refused_key_stays_unused() {
    StoreDriver driver = driver();
    BacklogLimits limits = BacklogLimits.NONE.withServer(1L);
    Submission first = keyed(driver, "k");
    driver.answer(new Change.Submit(first, limits));

    assertThat(driver.answer(new Change.Submit(keyed(driver, "k"), limits)))
        .isInstanceOf(Submitted.Replayed.class);
    assertThat(driver.answer(new Change.Submit(keyed(driver, "other"), limits)))
        .isEqualTo(full(Bound.SERVER, 1));
    driver.cancel(first.id());
    ExperimentId accepted =
        StoreDriver.accepted(driver.answer(new Change.Submit(keyed(driver, "other"), limits)))
            .experiment()
            .id();
    assertThat(accepted).isNotEqualTo(first.id());
  }

  private static Submission keyed(StoreDriver driver, String key) {
    Submission plain = driver.submission(query("p", "alice"));
    return new Submission(
        plain.id(), plain.query(), new Submission.Idempotency(key, "digest"), plain.at());
  }
}
