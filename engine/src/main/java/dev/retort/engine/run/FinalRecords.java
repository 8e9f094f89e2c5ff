package dev.retort.engine.run;

import dev.retort.core.Experiment;
import dev.retort.engine.commit.CommitEvent;
import dev.retort.engine.commit.CommitEvents;
import dev.retort.engine.commit.EndWatchers;
import dev.retort.engine.files.Folders;
import dev.retort.engine.threads.Threads;
import java.util.concurrent.atomic.AtomicInteger;

/// Writes the final record of each ended experiment into its directory. Notifies the watchers of an
/// attempt's end once the record is written. Thread-safe.
public final class FinalRecords implements CommitEvents.Subscriber {
  private final Folders folders;
  private final EndWatchers watchers;
  private final Threads threads;
  private final AtomicInteger writing = new AtomicInteger();

  public FinalRecords(Folders folders, EndWatchers watchers, Threads threads) {
    this.folders = folders;
    this.watchers = watchers;
    this.threads = threads;
  }

  /// Records an experiment that ended in the backlog.
  @Override
  public void on(CommitEvent event) {
    if (event instanceof CommitEvent.Cancelled cancelled) {
      threads.files(() -> folders.record(cancelled.experiment()));
    } else if (event instanceof CommitEvent.Expired expired) {
      threads.files(() -> folders.record(expired.experiment()));
    }
  }

  /// Records an experiment whose last attempt was this run.
  void ended(Run run, Experiment experiment) {
    if (!run.hasFiles()) {
      watchers.ended(experiment);
      return;
    }
    writing.incrementAndGet();
    threads.files(() -> {
      try {
        folders.record(experiment);
      } finally {
        writing.decrementAndGet();
        watchers.ended(experiment);
      }
    });
  }

  /// Whether every record of an ended run is written.
  boolean settled() {
    return writing.get() == 0;
  }
}
