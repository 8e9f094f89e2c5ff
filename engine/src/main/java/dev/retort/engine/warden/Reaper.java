package dev.retort.engine.warden;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// Collects every child of the warden that has ended: programs, and the orphans that they left.
/// Thread-safe.
///
/// A child is first seen as a zombie and looked up, then freed: until then nobody else has its pid.
final class Reaper implements Runnable {
  private final Map<Long, Attempt> byPid;
  private final ReadWriteLock births = new ReentrantReadWriteLock();
  private final Semaphore newborn = new Semaphore(0);

  Reaper(Map<Long, Attempt> byPid) {
    this.byPid = byPid;
  }

  /// Held from before a spawn until the pid is registered.
  Lock births() {
    return births.readLock();
  }

  /// There is a child to wait for.
  void wake() {
    newborn.release();
  }

  @Override
  public void run() {
    while (true) {
      int pid = Kernel.awaitEnded();
      if (pid > 0) {
        reap(pid);
      } else if (pid == -Libc.ECHILD) {
        newborn.acquireUninterruptibly();
        newborn.drainPermits();
      }
    }
  }

  private void reap(int pid) {
    Attempt attempt = byPid.remove((long) pid);
    if (attempt == null) {
      // An orphan, or a program that ended before it was registered: then wait until it is.
      births.writeLock().lock();
      try {
        attempt = byPid.remove((long) pid);
      } finally {
        births.writeLock().unlock();
      }
    }
    Optional<Kernel.Reaped> reaped = Kernel.reap(pid);
    if (attempt != null && reaped.isPresent()) {
      attempt.ended(reaped.get());
    }
  }
}
