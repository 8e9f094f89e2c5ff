package dev.retort.engine.schedule;

import dev.retort.engine.threads.Threads;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The programs of the dispatcher's next round: the woken ones, or all after a quiet period.
/// Thread-safe; one thread waits.
final class DueRounds {
  /// The longest time between two rounds.
  static final Duration POLL = Duration.ofSeconds(5);

  private final Set<String> programs;
  private final Threads threads;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  private final Set<String> due = new LinkedHashSet<>();
  private volatile boolean open;
  private long lastRound;

  /// @param programs all programs of this node, in the order of their registration
  DueRounds(Collection<String> programs, Threads threads) {
    this.programs = new LinkedHashSet<>(programs);
    this.threads = threads;
  }

  /// Makes every program due once.
  void open() {
    lastRound = threads.nanoTime();
    open = true;
    wakeAll();
  }

  boolean isOpen() {
    return open;
  }

  /// Ignores a program that this node does not run.
  void wake(String program) {
    if (!programs.contains(program)) {
      return;
    }
    lock.lock();
    try {
      if (due.add(program)) {
        woken.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  void wakeAll() {
    lock.lock();
    try {
      due.addAll(programs);
      woken.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Whether [#next()] would not wait.
  boolean ready() {
    lock.lock();
    try {
      return !open || !due.isEmpty() || untilPoll() <= 0;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until a program is due; empty once closed.
  Set<String> next() throws InterruptedException {
    lock.lock();
    try {
      for (long left = untilPoll(); due.isEmpty() && open && left > 0; left = untilPoll()) {
        long unused = woken.awaitNanos(left);
      }
      lastRound = threads.nanoTime();
      if (!open) {
        return Set.of();
      }
      Set<String> round = new LinkedHashSet<>(due.isEmpty() ? programs : due);
      due.clear();
      return round;
    } finally {
      lock.unlock();
    }
  }

  private long untilPoll() {
    return lastRound + POLL.toNanos() - threads.nanoTime();
  }

  void close() {
    lock.lock();
    try {
      open = false;
      woken.signal();
    } finally {
      lock.unlock();
    }
  }
}
