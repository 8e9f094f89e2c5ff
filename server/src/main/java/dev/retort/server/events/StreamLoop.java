package dev.retort.server.events;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread of all streams: runs steps one after the other, and a tick at intervals. Starts
/// with the first step. Thread-safe.
///
/// A platform thread, because steps read files and the store.
final class StreamLoop {
  private static final Logger LOG = LoggerFactory.getLogger("retort.server");

  private final Duration interval;
  private final Runnable tick;
  private final Runnable afterEach;
  private final BooleanSupplier needsTicks;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Deque<Runnable> steps = new ArrayDeque<>();
  private @Nullable Thread thread;
  private boolean closed;

  /// @param tick runs at the interval while `needsTicks`
  /// @param afterEach runs after every step and tick
  StreamLoop(Duration interval, Runnable tick, BooleanSupplier needsTicks, Runnable afterEach) {
    this.interval = interval;
    this.tick = tick;
    this.needsTicks = needsTicks;
    this.afterEach = afterEach;
  }

  /// Queues a step, which must not wait for clients. Returns false if the loop is closed.
  boolean execute(Runnable step) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      steps.add(step);
      if (thread == null) {
        thread = Thread.ofPlatform().name("retort-streams").daemon().start(this::run);
      }
      work.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Runs the queued steps and then ends the thread.
  void close() {
    lock.lock();
    try {
      closed = true;
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    long due = System.nanoTime() + interval.toNanos();
    try {
      while (true) {
        boolean ticks = needsTicks.getAsBoolean();
        Runnable next = ticks && due - System.nanoTime() <= 0 ? tick : take(ticks, due);
        if (next == null) {
          return;
        }
        if (next == tick) {
          due = System.nanoTime() + interval.toNanos();
        }
        attempt(next);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void attempt(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException failed) {
      LOG.error("streams - a step failed", failed);
    } finally {
      afterEach.run();
    }
  }

  /// The next step, or the tick once it is due; null at the end.
  private @Nullable Runnable take(boolean ticks, long due) throws InterruptedException {
    lock.lock();
    try {
      while (steps.isEmpty() && !closed) {
        if (!ticks) {
          work.await();
        } else if (work.awaitNanos(due - System.nanoTime()) <= 0) {
          return tick;
        }
      }
      return steps.poll();
    } finally {
      lock.unlock();
    }
  }
}
