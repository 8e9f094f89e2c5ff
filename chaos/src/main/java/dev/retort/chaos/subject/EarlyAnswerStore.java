package dev.retort.chaos.subject;

import dev.retort.core.store.Change;
import dev.retort.core.store.CommitResult;
import dev.retort.core.store.Store;
import dev.retort.core.store.Submission;
import dev.retort.store.contract.ForwardingStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// The planted bug: answers an acceptance immediately, and commits it a little later. Thread-safe.
final class EarlyAnswerStore extends ForwardingStore {
  private static final int LATER_MILLIS = 150;

  private final ScheduledExecutorService later =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("late-commit").factory());

  EarlyAnswerStore(Store store) {
    super(store);
  }

  @Override
  public List<CommitResult> commit(List<Change<?>> changes) {
    List<CommitResult> results = new ArrayList<>();
    for (Change<?> change : changes) {
      if (change instanceof Change.Submit submit) {
        var _ =
            later.schedule(
                () -> super.commit(List.of(change)), LATER_MILLIS, TimeUnit.MILLISECONDS);
        results.add(new CommitResult.Done(early(submit.submission())));
      } else {
        results.addAll(super.commit(List.of(change)));
      }
    }
    return results;
  }

  private Change.Submitted early(Submission submission) {
    return new Change.Submitted.Accepted(submission.accepted(1), backlog().length() + 1);
  }
}
