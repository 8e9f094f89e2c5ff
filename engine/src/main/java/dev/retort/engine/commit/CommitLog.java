package dev.retort.engine.commit;

import dev.retort.engine.log.EngineLog;

/// Logs acceptances, starts and ends of experiments. Thread-safe.
public final class CommitLog implements CommitEvents.Subscriber {

  @Override
  public void on(CommitEvent event) {
    switch (event) {
      case CommitEvent.Submitted submitted -> EngineLog.taskAdded(submitted.experiment());
      case CommitEvent.Ended ended -> EngineLog.ended(ended.experiment());
      case CommitEvent.Cancelled cancelled -> EngineLog.ended(cancelled.experiment());
      case CommitEvent.Expired expired -> EngineLog.ended(expired.experiment());
      case CommitEvent.HandedBack handedBack -> EngineLog.handedBack(handedBack.experiment());
      case CommitEvent.Claimed _,
          CommitEvent.Retried _,
          CommitEvent.CancelRequested _,
          CommitEvent.Kept _,
          CommitEvent.Purged _,
          CommitEvent.Paused _,
          CommitEvent.Resumed _ -> {}
    }
  }
}
