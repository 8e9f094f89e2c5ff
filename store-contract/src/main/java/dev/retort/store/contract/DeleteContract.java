package dev.retort.store.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Outcome;
import dev.retort.core.Query;
import dev.retort.core.Status;
import dev.retort.core.SubmitOptions;
import dev.retort.core.store.Change;
import dev.retort.core.store.Change.CancelAnswer;
import dev.retort.core.store.Change.DeleteAnswer;
import dev.retort.core.store.CommitResult;
import dev.retort.core.store.Submission;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a store keeps about experiments that a user deletes.
public interface DeleteContract extends StoreSubject {

  @Test
  default void an_ended_one_is_deleted_and_known_as_purged() {
    StoreDriver driver = driver();
    Experiment ended = driver.finished("p");
    Experiment other = driver.finished("p");

    assertThat(driver.delete(ended.id())).isEqualTo(new DeleteAnswer.Done());

    assertThat(store().find(ended.id())).isEmpty();
    assertThat(store().purged(ended.id())).isTrue();
    assertThat(store().trash(10)).containsExactly(ended.id());
    assertThat(store().backlog().queues().getFirst().counts()).containsEntry(Status.FINISHED, 1L);
    assertThat(driver.find(other.id())).isEqualTo(other);
    assertThat(driver.delete(ended.id())).isEqualTo(new DeleteAnswer.Unknown());
  }

  @Test
  default void what_has_not_ended_is_not_deleted() {
    StoreDriver driver = driver();
    driver.accept("p");
    Experiment running = driver.claimOne("p");
    Experiment pending = driver.accept("p");

    assertThat(driver.delete(running.id())).isEqualTo(new DeleteAnswer.NotEnded(running));
    assertThat(driver.delete(pending.id())).isEqualTo(new DeleteAnswer.NotEnded(pending));
    assertThat(driver.delete(driver.newId())).isEqualTo(new DeleteAnswer.Unknown());

    assertThat(driver.find(running.id())).isEqualTo(running);
    assertThat(driver.find(pending.id())).isEqualTo(pending);
    assertThat(store().trash(10)).isEmpty();
  }

  @Test
  default void what_is_kept_is_not_deleted() {
    StoreDriver driver = driver();
    Experiment kept = driver.keep(driver.finished("p").id(), true).orElseThrow();

    assertThat(driver.delete(kept.id())).isEqualTo(new DeleteAnswer.Kept(kept));
    assertThat(driver.find(kept.id())).isEqualTo(kept);

    driver.keep(kept.id(), false);
    assertThat(driver.delete(kept.id())).isEqualTo(new DeleteAnswer.Done());
  }

  @Test
  default void the_same_batch_sees_what_it_submitted() {
    Submission submission = driver().submission(Query.of("p", "q", "M"));

    CommitResult answer =
        store()
            .commit(
                List.of(
                    new Change.Submit(submission),
                    new Change.Delete(submission.id(), submission.at())))
            .getLast();

    Experiment found = driver().find(submission.id());
    assertThat(answer).isEqualTo(new CommitResult.Done(new DeleteAnswer.NotEnded(found)));
  }

  @Test
  default void a_running_one_carries_its_mark_for_deletion_to_its_end() {
    StoreDriver driver = driver();
    driver.accept("p");
    Experiment running = driver.claimOne("p");

    Experiment asked = requested(driver.cancelAndDelete(running.id()));
    assertThat(asked.state().deleteAtEnd()).isTrue();
    assertThat(asked.state().cancelRequestedAt()).isEqualTo(driver.now());
    assertThat(driver.find(running.id())).isEqualTo(asked);
    assertThat(requested(driver.cancelAndDelete(running.id()))).isEqualTo(asked);
    assertThat(store().toDelete(10)).isEmpty();

    Experiment ended = driver.finish(running, new Outcome.Cancelled(null, 15)).orElseThrow();
    assertThat(ended.state().deleteAtEnd()).isTrue();
    assertThat(driver.find(running.id())).isEqualTo(ended);
    assertThat(store().toDelete(10)).containsExactly(running.id());
    assertThat(driver.purge(running.id())).containsExactly(running.id());
    assertThat(store().toDelete(10)).isEmpty();
  }

  @Test
  default void an_earlier_cancel_request_keeps_its_time() {
    StoreDriver driver = driver();
    driver.accept("p");
    Experiment running = driver.claimOne("p");
    Experiment asked = requested(driver.cancel(running.id()));
    Instant first = driver.now();

    Experiment marked = requested(driver.cancelAndDelete(running.id()));

    assertThat(marked.state().deleteAtEnd()).isTrue();
    assertThat(marked.state().cancelRequestedAt()).isEqualTo(first);
    assertThat(marked.state().revision()).isEqualTo(asked.state().revision() + 1);
    assertThat(requested(driver.cancel(running.id()))).isEqualTo(marked);
  }

  @Test
  default void a_pending_one_is_cancelled_with_its_mark() {
    StoreDriver driver = driver();
    Experiment first = driver.accept("p");
    Experiment second = driver.accept("p");

    assertThat(driver.cancelAndDelete(first.id())).isInstanceOf(CancelAnswer.Done.class);
    assertThat(driver.cancelAndDelete(second.id())).isInstanceOf(CancelAnswer.Done.class);

    assertThat(driver.find(first.id()).state().deleteAtEnd()).isTrue();
    assertThat(store().toDelete(10)).containsExactlyInAnyOrder(first.id(), second.id());
    assertThat(store().toDelete(1)).hasSize(1);
  }

  @Test
  default void a_released_one_ends_with_its_mark() {
    StoreDriver driver = driver();
    ExperimentId id = driver.accept("p").id();
    driver.claimOne("p");
    driver.cancelAndDelete(id);

    Experiment ended = driver.release(id, 1).orElseThrow();

    assertThat(ended.status()).isEqualTo(Status.CANCELLED);
    assertThat(store().toDelete(10)).containsExactly(id);
    assertThat(driver.find(id)).isEqualTo(ended);
  }

  @Test
  default void the_mark_to_be_kept_takes_the_mark_for_deletion_away() {
    StoreDriver driver = driver();
    driver.accept("p");
    Experiment running = driver.claimOne("p");
    driver.cancelAndDelete(running.id());

    Experiment kept = driver.keep(running.id(), true).orElseThrow();

    assertThat(kept.state().deleteAtEnd()).isFalse();
    assertThat(driver.find(running.id())).isEqualTo(kept);
    driver.finish(running, new Outcome.Cancelled(null, 15));
    assertThat(driver.keep(running.id(), false)).isPresent();
    assertThat(store().toDelete(10)).isEmpty();
  }

  @Test
  default void what_is_kept_is_cancelled_without_a_mark_for_deletion() {
    StoreDriver driver = driver();
    Query query = Query.of("p", "q", "M");
    Experiment pending = driver.accept(query.withOptions(SubmitOptions.DEFAULTS.withKeep(true)));
    driver.advance(Duration.ofSeconds(1));

    driver.cancelAndDelete(pending.id());

    Experiment found = driver.find(pending.id());
    assertThat(found.status()).isEqualTo(Status.CANCELLED);
    assertThat(found.state().deleteAtEnd()).isFalse();
    assertThat(store().toDelete(10)).isEmpty();
  }

  private static Experiment requested(CancelAnswer answer) {
    assertThat(answer).isInstanceOf(CancelAnswer.Requested.class);
    return ((CancelAnswer.Requested) answer).experiment();
  }
}
