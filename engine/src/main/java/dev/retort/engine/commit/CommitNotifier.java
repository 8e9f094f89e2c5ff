package dev.retort.engine.commit;

import dev.retort.core.store.Change;
import dev.retort.core.store.CommitResult;
import dev.retort.engine.threads.Threads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Publishes durable commits in their order: first the events, then the answers to the callers.
/// Runs on its own thread, so that the writer can work on the next commit. Thread-safe.
final class CommitNotifier implements Threads.Loop {
  /// Maximum number of unpublished commits before the writer waits.
  private static final int QUEUE = 64;

  private final BlockingQueue<Durable> queue = new ArrayBlockingQueue<>(QUEUE);
  private final CommitEvents events;
  private final Threads.Going thread;

  /// A change and the future of its caller.
  ///
  /// @param change null ends the loop
  record Entry<R>(@Nullable Change<R> change, CompletableFuture<R> answer) {}

  /// One commit; an empty one ends the loop.
  private record Durable(List<Entry<?>> entries, List<CommitResult> results, Duration took) {}

  CommitNotifier(CommitEvents events, Threads threads) {
    this.events = events;
    this.thread = threads.loop("retort-answer", this);
    thread.start();
  }

  /// Queues a commit; waits while the queue is full.
  void durable(List<Entry<?>> entries, List<CommitResult> results, Duration took)
      throws InterruptedException {
    queue.put(new Durable(List.copyOf(entries), results, took));
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
        events.publish(change, done.answer());
      }
    }
    if (!entries.isEmpty()) {
      events.committed(commit.took(), entries.size());
    }
    for (int i = 0; i < entries.size(); i++) {
      answer(entries.get(i), commit.results().get(i));
    }
    return !entries.isEmpty();
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
    // all commits are published
  }

  /// Publishes the queued commits and ends the loop. Must be called last.
  void close() {
    boolean interrupted = false;
    while (true) {
      try {
        durable(List.of(), List.of(), Duration.ZERO);
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
