package dev.retort.store.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.Experiment;
import dev.retort.core.Outcome;
import dev.retort.core.Query;
import dev.retort.core.Status;
import dev.retort.core.SubmitOptions;
import dev.retort.core.store.Change;
import dev.retort.core.store.CommitResult;
import dev.retort.core.store.Submission;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The contract for the `keep` mark, which excludes an experiment from retention.
public interface KeepContract extends StoreSubject {

  @Test
  default void the_mark_is_set_and_taken_back_in_any_status() {
    StoreDriver driver = driver();
    Experiment ended = driver.finished("p");
    driver.accept("p");
    Experiment running = driver.claimOne("p");
    Experiment pending = driver.accept("p");
    for (Experiment each : List.of(ended, running, pending)) {
      Experiment kept = driver.keep(each.id(), true).orElseThrow();

      assertThat(kept.state().keep()).isTrue();
      assertThat(kept.state().revision()).isEqualTo(each.state().revision() + 1);
      assertThat(kept.status()).isEqualTo(each.status());
      assertThat(kept.position()).isEqualTo(each.position());
      assertThat(driver.find(each.id())).isEqualTo(kept);

      Experiment loose = driver.keep(each.id(), false).orElseThrow();
      assertThat(loose.state().keep()).isFalse();
      assertThat(driver.find(each.id())).isEqualTo(loose);
    }
  }

  @Test
  default void what_changes_nothing_raises_no_revision() {
    StoreDriver driver = driver();
    Experiment pending = driver.accept("p");

    assertThat(driver.keep(pending.id(), false)).contains(pending);
    Optional<Experiment> kept = driver.keep(pending.id(), true);
    assertThat(driver.keep(pending.id(), true)).isEqualTo(kept);
    assertThat(driver.keep(driver.newId(), true)).isEmpty();
  }

  @Test
  default void the_mark_stays_through_every_move() {
    StoreDriver driver = driver();
    Query query = Query.of("p", "q", "M");
    Submission submission =
        new Submission(
            driver.newId(),
            query.withOptions(SubmitOptions.DEFAULTS.withKeep(true)),
            null,
            driver.now());
    driver.submit(submission);
    driver.release(driver.claimOne("p").id(), 1);
    Experiment running = driver.claimOne("p");
    assertThat(running.state().keep()).isTrue();

    Experiment ended = driver.finish(running, new Outcome.Finished(0)).orElseThrow();

    assertThat(ended.state().keep()).isTrue();
    assertThat(driver.find(ended.id())).isEqualTo(ended);
  }

  @Test
  default void a_running_one_that_is_marked_ends_with_its_mark() {
    StoreDriver driver = driver();
    driver.accept("p");
    Experiment running = driver.claimOne("p");
    driver.keep(running.id(), true);

    Experiment ended = driver.finish(running, new Outcome.Finished(0)).orElseThrow();

    assertThat(ended.state().keep()).isTrue();
    assertThat(ended.state().revision()).isEqualTo(4);
    assertThat(driver.find(ended.id())).isEqualTo(ended);
    assertThat(driver.purge(ended.id())).isEmpty();
  }

  @Test
  default void the_mark_reaches_what_the_same_batch_submitted() {
    StoreDriver driver = driver();
    driver.accept("p");
    Submission submission = driver.submission(Query.of("p", "q", "M"));

    List<CommitResult> results =
        store()
            .commit(List.of(new Change.Submit(submission), new Change.Keep(submission.id(), true)));

    Experiment found = driver.find(submission.id());
    assertThat(results.getLast()).isEqualTo(new CommitResult.Done(Optional.of(found)));
    assertThat(found.state().keep()).isTrue();
    assertThat(found.position()).isEqualTo(2);
    assertThat(found.status()).isEqualTo(Status.PENDING);
  }
}
