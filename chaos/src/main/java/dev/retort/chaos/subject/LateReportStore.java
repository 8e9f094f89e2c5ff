package dev.retort.chaos.subject;

import dev.retort.core.AttemptResult;
import dev.retort.core.Experiment;
import dev.retort.core.Outcome;
import dev.retort.core.Reason;
import dev.retort.core.store.Change;
import dev.retort.core.store.Claimed;
import dev.retort.core.store.CommitResult;
import dev.retort.core.store.Store;
import dev.retort.store.contract.ForwardingStore;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Reports an ended attempt again: when an experiment's second attempt is claimed, it reports the
/// first once more, as finished or as lost. With the planted bug, the store ignores the fence.
/// Thread-safe.
final class LateReportStore extends ForwardingStore {
  private static final int LATER_MILLIS = 50;

  private final Report report;
  private final boolean fenceIgnored;
  private final ScheduledExecutorService later =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("late-report").factory());

  /// The late report about the ended attempt.
  enum Report {
    /// The attempt reports that it has finished.
    FINISHED,
    /// A recovery reports that the attempt was lost, with a retry.
    LOST
  }

  LateReportStore(Store store, Report report, boolean fenceIgnored) {
    super(store);
    this.report = report;
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
    if (attempt != 2) {
      return; // once for each experiment, so that the backlog still drains
    }
    int fence = fenceIgnored ? attempt : attempt - 1;
    Change.Finish late =
        switch (report) {
          case FINISHED ->
              new Change.Finish(
                  experiment.id(),
                  fence,
                  AttemptResult.of(new Outcome.Finished(0)),
                  null,
                  claim.at());
          case LOST ->
              new Change.Finish(
                  experiment.id(),
                  fence,
                  AttemptResult.of(Outcome.Failed.because(Reason.LOST, "a late rescue")),
                  claim.at(),
                  claim.at());
        };
    var _ = later.schedule(() -> super.commit(List.of(late)), LATER_MILLIS, TimeUnit.MILLISECONDS);
  }
}
