package dev.retort.testkit;

import dev.retort.core.Experiment;
import dev.retort.core.RunContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A gate inside a program under test: the test sees who has come to it and says who may go on, so
/// that nobody sleeps. It is closed at first. Thread-safe.
///
/// ```java
/// Signal gate = new Signal();
/// Program slow = Program.blocking("slow", run -> { gate.pass(run); return 0; });
/// Program waiting = Program.async("waiting", run -> gate.passing(run).thenApply(_ -> 0));
/// ```
public final class Signal {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long FOR_EVER = Long.MAX_VALUE / 2;

  private final Duration patience;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrival = lock.newCondition();
  private final List<Experiment> reached = new ArrayList<>();
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private long passes;

  /// A run at the gate.
  private record Waiting(RunContext run, CompletableFuture<Void> pass) {}

  /// A gate whose test waits at most a minute for somebody to come.
  public Signal() {
    this(PATIENCE);
  }

  /// @param patience how long [#awaitReached] waits, in real time
  public Signal(Duration patience) {
    this.patience = patience;
  }

  /// Blocks until this run may go on; for blocking programs.
  ///
  /// @throws InterruptedException when the run shall stop
  public void pass(RunContext run) throws InterruptedException {
    CompletableFuture<Void> pass = arrive(run);
    try {
      pass.get();
    } catch (InterruptedException stopped) {
      leave(pass);
      throw stopped;
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// A future that is completed once this run may go on; for asynchronous programs. It is cancelled
  /// when the run shall stop. What depends on it runs on the thread that lets it pass.
  public CompletableFuture<Void> passing(RunContext run) {
    CompletableFuture<Void> pass = arrive(run);
    run.onStop(() -> leave(pass));
    return pass;
  }

  private CompletableFuture<Void> arrive(RunContext run) {
    CompletableFuture<Void> pass = new CompletableFuture<>();
    boolean atOnce = false;
    lock.lock();
    try {
      reached.add(run.experiment());
      arrival.signalAll();
      if (passes > 0) {
        passes--;
        atOnce = true;
      } else {
        waiting.add(new Waiting(run, pass));
      }
    } finally {
      lock.unlock();
    }
    if (atOnce) {
      pass.complete(null);
    }
    return pass;
  }

  private void leave(CompletableFuture<Void> pass) {
    lock.lock();
    try {
      waiting.removeIf(each -> each.pass() == pass);
    } finally {
      lock.unlock();
    }
    pass.cancel(false);
  }

  /// Blocks until that many runs have come to the gate since it was made, whether or not they went
  /// on; each attempt counts. Answers with all who have come, in that order.
  ///
  /// @throws AssertionError when they have not come within the gate's patience
  public List<Experiment> awaitReached(int count) throws InterruptedException {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (reached.size() < count) {
        if (left <= 0) {
          throw new AssertionError(
              reached.size()
                  + " of "
                  + count
                  + " runs reached the signal within "
                  + patience
                  + ": "
                  + reached.stream().map(each -> each.query().name()).toList());
        }
        left = arrival.awaitNanos(left);
      }
      return List.copyOf(reached);
    } finally {
      lock.unlock();
    }
  }

  /// Lets that many go on, those first who came first; those who have not come yet pass later
  /// without waiting.
  public void release(int count) {
    admit(count);
  }

  /// Opens the gate for good.
  public void open() {
    admit(FOR_EVER);
  }

  private void admit(long count) {
    addPasses(count);
    for (CompletableFuture<Void> next = first(); next != null; next = first()) {
      if (!next.complete(null)) {
        // it was told to stop meanwhile and does not use its pass up
        addPasses(1);
      }
    }
  }

  private void addPasses(long count) {
    lock.lock();
    try {
      passes = Math.min(passes + count, FOR_EVER);
    } finally {
      lock.unlock();
    }
  }

  private @Nullable CompletableFuture<Void> first() {
    lock.lock();
    try {
      // one that shall stop may have ended before it leaves the gate
      waiting.removeIf(each -> each.run().stopRequested());
      if (passes == 0 || waiting.isEmpty()) {
        return null;
      }
      passes--;
      return waiting.remove().pass();
    } finally {
      lock.unlock();
    }
  }
}
