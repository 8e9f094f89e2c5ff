package dev.retort.chaos.subject;

import dev.retort.core.store.Change;
import dev.retort.core.store.CommitResult;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.core.store.Store;
import dev.retort.store.contract.ForwardingStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/// Halts the process at a failpoint, as a crash would. Thread-safe.
final class FailpointStore extends ForwardingStore {
  private static final int MOST = 100_000;

  private final Failpoint failpoint;
  private final Path batch;
  private final AtomicInteger commits = new AtomicInteger();

  /// @param batch a file for the ids of the queries in the commit in which the process dies
  FailpointStore(Store store, Failpoint failpoint, Path batch) {
    super(store);
    this.failpoint = failpoint;
    this.batch = batch;
  }

  @Override
  public List<CommitResult> commit(List<Change<?>> changes) {
    boolean concerned = failpoint.concerns(changes);
    if (concerned) {
      switch (failpoint.moment()) {
        case BEFORE -> dieWhenDue();
        case WITHIN -> dieSoonWhenDue(changes);
        case AFTER -> {}
      }
    }
    List<CommitResult> results = super.commit(changes);
    if (concerned && failpoint.moment() == Failpoint.Moment.AFTER && tookEffect(results)) {
      dieWhenDue();
    }
    return results;
  }

  private boolean isDue() {
    return commits.incrementAndGet() == failpoint.count();
  }

  private void dieWhenDue() {
    if (isDue()) {
      halt();
    }
  }

  private void dieSoonWhenDue(List<Change<?>> changes) {
    if (isDue()) {
      note(changes);
      Thread.ofPlatform().priority(Thread.MAX_PRIORITY).start(this::dieSoon);
    }
  }

  private void dieSoon() {
    long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(failpoint.micros());
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    halt();
  }

  private static void halt() {
    Runtime.getRuntime().halt(Failpoint.EXIT_CODE);
  }

  /// Records the ids of queries. A repeated query has an id that is never used: the first id of a
  /// key counts.
  private void note(List<Change<?>> changes) {
    Set<String> known =
        list(ExperimentFilter.ALL, MOST).stream()
            .map(experiment -> experiment.query().name())
            .collect(Collectors.toSet());
    List<String> ids =
        changes.stream()
            .filter(Change.Submit.class::isInstance)
            .map(change -> ((Change.Submit) change).submission())
            .filter(submission -> known.add(submission.query().name()))
            .map(submission -> submission.id().toString())
            .toList();
    try {
      Files.write(batch, ids);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// Ignores a claim that found nothing.
  private static boolean tookEffect(List<CommitResult> results) {
    return results.stream()
        .anyMatch(result ->
            result instanceof CommitResult.Done done
                && !(done.answer() instanceof List<?> list && list.isEmpty()));
  }
}
