package dev.retort.engine;

import dev.retort.core.Change;
import dev.retort.core.CommitResult;
import dev.retort.core.OutcomeUnknownException;
import dev.retort.core.RetortException;
import dev.retort.core.Store;
import dev.retort.core.UnavailableException;
import dev.retort.engine.Announcer.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Gathers the changes that arrive while a commit is on its way and writes them as the next one: no
/// delay when idle, few syncs when busy. One thread owns the writing, another one, the [Announcer],
/// tells what was written. Thread-safe.
final class GroupCommit implements Threads.Loop, AutoCloseable {
  /// As many changes go into one transaction at the most.
  private static final int LARGEST_BATCH = 2_000;

  /// So many may wait before callers are held up.
  private static final int QUEUE = 100_000;

  private final Store store;
  private final Consumer<OutcomeUnknownException> onUnknown;
  private final BlockingQueue<Entry<?>> queue = new LinkedBlockingQueue<>(QUEUE);
  private final List<Entry<?>> batch = new ArrayList<>(); // of the writer alone
  private final Threads threads;
  private final Announcer announcer;
  private final Threads.Going writer;
  private volatile @Nullable RetortException refusal;

  /// @param listener told of each durable change, in the order of commits, before its caller is;
  ///   must not block
  /// @param onUnknown called once when the store cannot say what it has written; no write is taken
  ///   from then on
  GroupCommit(
      Store store,
      BiConsumer<Change<?>, Object> listener,
      Consumer<OutcomeUnknownException> onUnknown,
      Threads threads) {
    this.store = store;
    this.onUnknown = onUnknown;
    this.threads = threads;
    this.announcer = new Announcer(listener, threads);
    this.writer = threads.loop("retort-commit", this);
    writer.start();
  }

  /// Queues a change; the future is completed once it is durable, or with what went wrong.
  <R> CompletableFuture<R> submit(Change<R> change) {
    Entry<R> entry = new Entry<>(change, new CompletableFuture<>());
    RetortException closed = refusal;
    if (closed != null) {
      entry.answer().completeExceptionally(closed);
      return entry.answer();
    }
    enqueue(entry);
    if (refusal != null) {
      // the writer may have ended before it saw this entry
      failQueued();
    }
    return entry.answer();
  }

  /// Waits for room in the queue; an interrupt is passed on, and not obeyed here.
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

  /// Commits a change and waits until it is durable. The wait cannot be interrupted: what the
  /// caller would be told then is not known.
  <R> R commit(Change<R> change) {
    CompletableFuture<R> answer = submit(change);
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

  /// Waits until everything that was queued before is durable, or refused.
  void flush() {
    int unused = commit(new Change.Unlinked(List.of()));
  }

  /// Waits for a change and commits it, together with those that are queued by then.
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
    return !queue.isEmpty() && announcer.hasRoom();
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
    try {
      results = store.commit(changes);
    } catch (OutcomeUnknownException unknown) {
      giveUp(batch, unknown);
      return;
    } catch (RuntimeException failed) {
      batch.forEach(entry -> entry.answer().completeExceptionally(failed));
      return;
    } catch (Error broken) {
      giveUp(batch, new OutcomeUnknownException("the writer cannot go on: " + broken, broken));
      return;
    }
    announcer.durable(batch, results);
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

  /// Writes what is queued and ends.
  @Override
  public void close() {
    enqueue(new Entry<Object>(null, new CompletableFuture<>()));
    try {
      writer.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    announcer.close();
  }
}
