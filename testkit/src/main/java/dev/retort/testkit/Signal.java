package dev.retort.testkit;

import dev.retort.core.Experiment;
import dev.retort.core.program.RunContext;
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

/// A gate inside a program under test. The test sees which runs have reached the gate and decides
/// which ones pass, so no test needs to sleep. The gate is closed at first. Thread-safe.
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

  /// A run that waits at the gate.
  private record Waiting(RunContext run, CompletableFuture<Void> pass) {}

  /// A gate that waits at most one minute for runs to reach it.
  public Signal() {
    this(PATIENCE);
  }

  /// @param patience how long [#awaitReached] waits, in real time
  public Signal(Duration patience) {
    this.patience = patience;
  }

  /// Blocks until this run may pass; for blocking programs.
  ///
  /// @throws InterruptedException if the run must stop
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

  /// A future that completes once this run may pass; for asynchronous programs. It is cancelled if
  /// the run must stop. Dependent stages run on the thread that releases the run.
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

  /// Blocks until that many runs have reached the gate since its creation, whether or not they have
  /// passed; each attempt counts. Returns all of them, in order of arrival.
  ///
  /// @throws AssertionError if they do not arrive within the gate's patience
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

  /// Lets that many runs pass, in order of arrival. Runs that have not arrived yet pass later
  /// without waiting.
  public void release(int count) {
    admit(count);
  }

  /// Opens the gate permanently.
  public void open() {
    admit(FOR_EVER);
  }

  private void admit(long count) {
    addPasses(count);
    for (CompletableFuture<Void> next = first(); next != null; next = first()) {
      if (!next.complete(null)) {
        // the run was stopped meanwhile and does not use its pass
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
      // a run with a stop request may have ended before it leaves the gate
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
