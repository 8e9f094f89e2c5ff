package dev.retort.proof.subject;

import dev.retort.core.Change;
import dev.retort.core.CommitResult;
import dev.retort.core.Experiment;
import dev.retort.core.ForwardingStore;
import dev.retort.core.Sequence;
import dev.retort.core.State;
import dev.retort.core.Store;
import dev.retort.core.Submission;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// The planted bug: answers an acceptance at once, and commits it a little later. Thread-safe.
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
    Experiment experiment =
        new Experiment(
            submission.id(),
            1,
            submission
                .query()
                .withSequence(new Sequence.Kept(submission.query().sequence().bytes())),
            submission.at(),
            State.accepted(submission.notBefore(), submission.keep()),
            null);
    return new Change.Submitted.Accepted(experiment, backlog().length() + 1);
  }
}
