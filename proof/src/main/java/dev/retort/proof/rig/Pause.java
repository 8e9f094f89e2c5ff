package dev.retort.proof.rig;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Lets time pass, and waits for what can only be looked at from outside.
public final class Pause {
  private static final int BETWEEN_LOOKS = 20;

  private Pause() {}

  /// Waits that long, or a little longer.
  public static void millis(long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
    }
  }

  /// Looks again and again until it is so, at most that long; tells whether it came to be.
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
