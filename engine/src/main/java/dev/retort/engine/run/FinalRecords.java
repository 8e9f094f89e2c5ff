package dev.retort.engine.run;

import dev.retort.core.Experiment;
import dev.retort.core.store.Change;
import dev.retort.engine.commit.CommitEvent;
import dev.retort.engine.commit.CommitEvents;
import dev.retort.engine.commit.EndWatchers;
import dev.retort.engine.commit.GroupCommit;
import dev.retort.engine.files.Folders;
import dev.retort.engine.threads.SingleAlarm;
import dev.retort.engine.threads.Threads;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// Writes the final record of each ended experiment into its directory. Notifies the watchers of an
/// attempt's end once the record is written, and then measures the files, so that no client waits
/// for the measurement. Thread-safe.
public final class FinalRecords implements CommitEvents.Subscriber {
  /// The pause in which sizes gather for one transaction.
  private static final Duration GATHERING = Duration.ofMillis(200);

  private final Folders folders;
  private final EndWatchers watchers;
  private final Threads threads;
  private final GroupCommit commits;
  private final Runnable grown;
  private final AtomicInteger writing = new AtomicInteger();
  private final Queue<Change.Measure> sizes = new ConcurrentLinkedQueue<>();
  private final SingleAlarm gathered;

  /// @param grown called when sizes of ended experiments have been recorded
  public FinalRecords(
      Folders folders, EndWatchers watchers, Threads threads, GroupCommit commits, Runnable grown) {
    this.folders = folders;
    this.watchers = watchers;
    this.threads = threads;
    this.commits = commits;
    this.grown = grown;
    this.gathered = new SingleAlarm(threads, () -> threads.files(this::flush));
  }

  /// Records an experiment that ended in the backlog.
  @Override
  public void on(CommitEvent event) {
    if (event instanceof CommitEvent.Cancelled cancelled) {
      threads.files(() -> record(cancelled.experiment()));
    } else if (event instanceof CommitEvent.Expired expired) {
      threads.files(() -> record(expired.experiment()));
    }
  }

  /// Writes the record and measures the files.
  public void record(Experiment ended) {
    folders.record(ended);
    measure(ended);
  }

  /// Gathers the size for [#flush]. A size that is lost, because the server dies before, is
  /// recorded when the next server writes the record again, or never.
  private void measure(Experiment ended) {
    long bytes = folders.size(ended.id());
    if (bytes > 0) {
      sizes.add(new Change.Measure(ended.id(), bytes));
      gathered.set(() -> GATHERING);
    }
  }

  /// Submits the gathered sizes.
  public void flush() {
    CompletableFuture<?> last = null;
    for (Change.Measure size = sizes.poll(); size != null; size = sizes.poll()) {
      last = commits.submit(size);
    }
    if (last != null) {
      CompletableFuture<Void> unused = last.thenRun(grown);
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
        recordAndNotify(experiment);
        measure(experiment);
      } finally {
        writing.decrementAndGet();
      }
    });
  }

  private void recordAndNotify(Experiment ended) {
    try {
      folders.record(ended);
    } finally {
      watchers.ended(ended);
    }
  }

  /// Whether every ended run is recorded and measured.
  boolean settled() {
    return writing.get() == 0;
  }
}
