package dev.retort.proof.subject;

import dev.retort.core.Change;
import dev.retort.core.Claimed;
import dev.retort.core.CommitResult;
import dev.retort.core.Ending;
import dev.retort.core.Experiment;
import dev.retort.core.ForwardingStore;
import dev.retort.core.Outcome;
import dev.retort.core.Reason;
import dev.retort.core.Store;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// An attempt that is over comes back from the dead: when an experiment's second attempt is
/// claimed, the first is reported once more, as finished or as lost. With the bug planted its fence
/// is not looked at. Thread-safe.
final class LateReportStore extends ForwardingStore {
  private static final int LATER_MILLIS = 50;

  private final Report report;
  private final boolean fenceIgnored;
  private final ScheduledExecutorService later =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("late-report").factory());

  /// What is said of the attempt that is over.
  enum Report {
    /// It says itself that it has finished.
    FINISHED,
    /// A recovery says that it was lost and is to be tried again.
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
      return; // once for each experiment, so that the backlog comes to its end all the same
    }
    int fence = fenceIgnored ? attempt : attempt - 1;
    Change.Finish late =
        switch (report) {
          case FINISHED ->
              new Change.Finish(
                  experiment.id(), fence, Ending.of(new Outcome.Finished(0)), null, claim.at());
          case LOST ->
              new Change.Finish(
                  experiment.id(),
                  fence,
                  Ending.of(Outcome.Failed.because(Reason.LOST, "a rescue that came late")),
                  claim.at(),
                  claim.at());
        };
    var _ = later.schedule(() -> super.commit(List.of(late)), LATER_MILLIS, TimeUnit.MILLISECONDS);
  }
}
