package dev.retort.proof.subject;

import dev.retort.core.Change;
import dev.retort.core.Claimed;
import dev.retort.core.CommitResult;
import dev.retort.core.Ending;
import dev.retort.core.Experiment;
import dev.retort.core.ForwardingStore;
import dev.retort.core.Outcome;
import dev.retort.core.Store;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// An attempt that is over comes back from the dead: whenever a further attempt is claimed, the one
/// before it reports that it has finished. With the bug planted its fence is not looked at.
/// Thread-safe.
final class LateFinishStore extends ForwardingStore {
  private static final int LATER_MILLIS = 50;

  private final boolean fenceIgnored;
  private final ScheduledExecutorService later =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("late-finish").factory());

  LateFinishStore(Store store, boolean fenceIgnored) {
    super(store);
    this.fenceIgnored = fenceIgnored;
  }

  @Override
  public List<CommitResult> commit(List<Change<?>> changes) {
    List<CommitResult> results = super.commit(changes);
    for (int place = 0; place < changes.size(); place++) {
      if (changes.get(place) instanceof Change.Claim claim
          && results.get(place) instanceof CommitResult.Done done
          && done.answer() instanceof List<?> taken) {
        taken.forEach(each -> comeBack((Claimed) each, claim));
      }
    }
    return results;
  }

  private void comeBack(Claimed claimed, Change.Claim claim) {
    Experiment experiment = claimed.experiment();
    int attempt = experiment.state().attempt();
    if (attempt < 2) {
      return;
    }
    Change.Finish late =
        new Change.Finish(
            experiment.id(),
            fenceIgnored ? attempt : attempt - 1,
            Ending.of(new Outcome.Finished(0)),
            null,
            claim.at());
    var _ = later.schedule(() -> super.commit(List.of(late)), LATER_MILLIS, TimeUnit.MILLISECONDS);
  }
}
