package dev.retort.engine;

import dev.retort.core.Change;
import dev.retort.core.CommitResult;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Tells what is durable, in the order of commits: first the listener, then those who asked. On a
/// thread of its own, so that the writer is on the next commit meanwhile. Thread-safe.
final class Announcer implements Threads.Loop {
  /// So many commits may wait to be told before the writer is held up.
  private static final int QUEUE = 64;

  private final BlockingQueue<Durable> queue = new ArrayBlockingQueue<>(QUEUE);
  private final BiConsumer<Change<?>, Object> listener;
  private final Threads.Going thread;

  /// A change and whoever waits for its answer.
  ///
  /// @param change null is the order to end
  record Entry<R>(@Nullable Change<R> change, CompletableFuture<R> answer) {}

  /// One commit; empty is the order to end.
  private record Durable(List<Entry<?>> entries, List<CommitResult> results) {}

  /// @param listener must not block
  Announcer(BiConsumer<Change<?>, Object> listener, Threads threads) {
    this.listener = listener;
    this.thread = threads.loop("retort-answer", this);
    thread.start();
  }

  /// Takes a commit; waits when very many are untold.
  void durable(List<Entry<?>> entries, List<CommitResult> results) throws InterruptedException {
    queue.put(new Durable(List.copyOf(entries), results));
  }

  boolean hasRoom() {
    return queue.remainingCapacity() > 0;
  }

  @Override
  public boolean step() throws InterruptedException {
    Durable commit = queue.take();
    List<Entry<?>> entries = commit.entries();
    for (int i = 0; i < entries.size(); i++) {
      Change<?> change = entries.get(i).change();
      if (change != null && commit.results().get(i) instanceof CommitResult.Done done) {
        tell(change, done.answer());
      }
    }
    for (int i = 0; i < entries.size(); i++) {
      answer(entries.get(i), commit.results().get(i));
    }
    return !entries.isEmpty();
  }

  /// What is durable must be answered, also when somebody who listens has a bug.
  private void tell(Change<?> change, Object answer) {
    try {
      listener.accept(change, answer);
    } catch (RuntimeException bug) {
      EngineLog.unexpected("engine - a listener failed", bug);
    }
  }

  // the store answers each change with the type that the change declares
  @SuppressWarnings("unchecked")
  private static <R> void answer(Entry<R> entry, CommitResult result) {
    switch (result) {
      case CommitResult.Done done -> entry.answer().complete((R) done.answer());
      case CommitResult.Refused refused -> entry.answer().completeExceptionally(refused.cause());
    }
  }

  @Override
  public boolean ready() {
    return !queue.isEmpty();
  }

  @Override
  public void ended() {
    // all was told
  }

  /// Tells what is left and ends; nothing comes after.
  void close() {
    boolean interrupted = false;
    while (true) {
      try {
        durable(List.of(), List.of());
        thread.join();
        break;
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
