package dev.retort.rig;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Delays, and waits for conditions of other processes by polling.
public final class Pause {
  private static final int BETWEEN_LOOKS = 20;

  private Pause() {}

  /// Waits at least the given time.
  public static void millis(long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
    }
  }

  /// Polls until the condition holds or the time is up; returns whether it holds.
  public static boolean until(int seconds, BooleanSupplier so) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
        return false;
      }
      millis(BETWEEN_LOOKS);
    }
    return true;
  }
}
