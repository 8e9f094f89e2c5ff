package dev.retort.warden.process;

import dev.retort.warden.linux.Kernel;
import dev.retort.warden.linux.Libc;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// Collects every child of the warden that has ended: programs, and orphans that programs left.
/// Thread-safe.
///
/// A child is first seen as a zombie and looked up, then reaped: until then no other process can
/// get its pid.
final class Reaper implements Runnable {
  private final Map<Long, Child> children = new ConcurrentHashMap<>();
  private final ReadWriteLock spawning = new ReentrantReadWriteLock();
  private final Semaphore spawned = new Semaphore(0);

  /// The owner of a child process.
  interface Child {
    /// Called regularly while the process lives; must not block.
    void sample(long pid);

    /// The process has ended and is reaped; must not block.
    void ended(Kernel.Reaped reaped);
  }

  /// Held from before a spawn until the pid is registered, so that the reaper does not take the
  /// process for an orphan.
  Lock spawnLock() {
    return spawning.readLock();
  }

  /// Registers the owner of a process that was just spawned.
  void register(long pid, Child owner) {
    children.put(pid, owner);
    spawned.release();
  }

  /// Whether another owner has registered the process.
  boolean ownedByOther(long pid, Child self) {
    Child owner = children.get(pid);
    return owner != null && owner != self;
  }

  /// Whether no registered process runs.
  boolean isIdle() {
    return children.isEmpty();
  }

  /// Lets each owner sample its process.
  void sample() {
    children.forEach((pid, owner) -> owner.sample(pid));
  }

  @Override
  public void run() {
    while (true) {
      int pid = Kernel.awaitEnded();
      if (pid > 0) {
        reap(pid);
      } else if (pid == -Libc.ECHILD) {
        spawned.acquireUninterruptibly();
        spawned.drainPermits();
      }
    }
  }

  private void reap(int pid) {
    Child owner = children.remove((long) pid);
    if (owner == null) {
      // An orphan, or a program that ended before it was registered: then wait until it is.
      spawning.writeLock().lock();
      try {
        owner = children.remove((long) pid);
      } finally {
        spawning.writeLock().unlock();
      }
    }
    Optional<Kernel.Reaped> reaped = Kernel.reap(pid);
    if (owner != null && reaped.isPresent()) {
      owner.ended(reaped.get());
    }
  }
}
