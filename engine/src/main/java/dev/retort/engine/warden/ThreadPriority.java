package dev.retort.engine.warden;

/// The priority of single threads of this process.
public final class ThreadPriority {
  private ThreadPriority() {}

  /// Puts the calling thread below the others.
  public static void lower() {
    Thread.currentThread().setPriority(Thread.MIN_PRIORITY);
  }
}
