package dev.retort.engine.commit;

import dev.retort.core.OutcomeUnknownException;
import dev.retort.core.RetortException;
import dev.retort.core.UnavailableException;
import dev.retort.core.store.Change;
import dev.retort.core.store.CommitResult;
import dev.retort.core.store.Store;
import dev.retort.engine.commit.CommitNotifier.Entry;
import dev.retort.engine.threads.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Gathers the changes that arrive during a commit and writes them as the next one: no delay when
/// idle, few syncs when busy. One thread writes; another one, the [CommitNotifier], publishes the
/// commits. Thread-safe.
public final class GroupCommit implements Threads.Loop, AutoCloseable {
  /// Maximum number of changes in one transaction.
  private static final int LARGEST_BATCH = 2_000;

  /// Maximum number of queued changes; further callers wait.
  private static final int QUEUE = 100_000;

  private final Store store;
  private final Consumer<OutcomeUnknownException> onUnknown;
  private final BlockingQueue<Entry<?>> queue = new LinkedBlockingQueue<>(QUEUE);
  private final List<Entry<?>> batch = new ArrayList<>(); // used by the writer only
  private final Threads threads;
  private final CommitNotifier notifier;
  private final Threads.Going writer;
  private volatile @Nullable RetortException refusal;

  /// @param events publishes each durable change
  /// @param onUnknown called once if the outcome of a commit is unknown; every later write is
  ///   rejected
  public GroupCommit(
      Store store,
      CommitEvents events,
      Consumer<OutcomeUnknownException> onUnknown,
      Threads threads) {
    this.store = store;
    this.onUnknown = onUnknown;
    this.threads = threads;
    this.notifier = new CommitNotifier(events, threads);
    this.writer = threads.loop("retort-commit", this);
    writer.start();
  }

  /// Queues a change; the future completes once the change is durable, or with the failure.
  public <R> CompletableFuture<R> submit(Change<R> change) {
    Entry<R> entry = new Entry<>(change, new CompletableFuture<>());
    RetortException closed = refusal;
    if (closed != null) {
      entry.answer().completeExceptionally(closed);
      return entry.answer();
    }
    enqueue(entry);
    if (refusal != null) {
      // the writer may have ended without this entry
      failQueued();
    }
    return entry.answer();
  }

  /// Waits for space in the queue; an interrupt does not end the wait, but is restored.
  private void enqueue(Entry<?> entry) {
    boolean interrupted = false;
    while (true) {
      try {
        queue.put(entry);
        break;
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Commits a change and waits until it is durable, see [#await].
  public <R> R commit(Change<R> change) {
    return await(submit(change));
  }

  /// Waits until a submitted change is durable. The wait cannot be interrupted: the outcome would
  /// be unknown to the caller.
  public <R> R await(CompletableFuture<R> answer) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return threads.await(answer);
        } catch (InterruptedException again) {
          interrupted = true;
        } catch (ExecutionException failed) {
          throw failed.getCause() instanceof RetortException known
              ? known
              : new RetortException("the commit failed: " + failed.getCause(), failed.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// Waits until all previously queued changes are durable or rejected.
  public void flush() {
    int unused = commit(new Change.Unlinked(List.of()));
  }

  /// Waits for a change and commits it together with all queued changes.
  @Override
  public boolean step() throws InterruptedException {
    batch.add(queue.take());
    queue.drainTo(batch, LARGEST_BATCH - 1);
    boolean last = batch.removeIf(entry -> entry.change() == null);
    if (!batch.isEmpty()) {
      commit(batch);
    }
    batch.clear();
    return !last && refusal == null;
  }

  @Override
  public boolean ready() {
    return !queue.isEmpty() && notifier.hasRoom();
  }

  @Override
  public void ended() {
    if (refusal == null) {
      refusal = stopping();
    }
    failQueued();
  }

  private void commit(List<Entry<?>> batch) throws InterruptedException {
    List<Change<?>> changes = new ArrayList<>(batch.size());
    for (Entry<?> entry : batch) {
      changes.add(entry.change());
    }
    List<CommitResult> results;
    long begin = threads.nanoTime();
    try {
      results = store.commit(changes);
    } catch (OutcomeUnknownException unknown) {
      giveUp(batch, unknown);
      return;
    } catch (RuntimeException failed) {
      batch.forEach(entry -> entry.answer().completeExceptionally(failed));
      return;
    } catch (Error broken) {
      giveUp(batch, new OutcomeUnknownException("the writer cannot continue: " + broken, broken));
      return;
    }
    notifier.durable(batch, results, Duration.ofNanos(threads.nanoTime() - begin));
  }

  private void giveUp(List<Entry<?>> batch, OutcomeUnknownException unknown) {
    refusal = unknown;
    batch.forEach(entry -> entry.answer().completeExceptionally(unknown));
    onUnknown.accept(unknown);
  }

  private void failQueued() {
    RetortException why = refusal == null ? stopping() : refusal;
    for (Entry<?> entry = queue.poll(); entry != null; entry = queue.poll()) {
      entry.answer().completeExceptionally(why);
    }
  }

  private static UnavailableException stopping() {
    return new UnavailableException("the server is stopping", Duration.ofSeconds(5));
  }

  /// Writes the queued changes and ends.
  @Override
  public void close() {
    enqueue(new Entry<Object>(null, new CompletableFuture<>()));
    try {
      writer.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    notifier.close();
  }
}
