package dev.retort.engine.threads;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/// An alarm that is set at most once at a time. Thread-safe.
public final class SingleAlarm {
  private final Threads threads;
  private final Runnable action;
  private final AtomicBoolean pending = new AtomicBoolean();

  /// @param action must not block
  public SingleAlarm(Threads threads, Runnable action) {
    this.threads = threads;
    this.action = action;
  }

  /// Does nothing while the alarm is set.
  ///
  /// @param pause until the action; asked for only if the alarm is set now
  public void set(Supplier<Duration> pause) {
    if (pending.compareAndSet(false, true)) {
      Threads.Alarm unused = threads.later(pause.get(), this::fire);
    }
  }

  private void fire() {
    pending.set(false);
    action.run();
  }
}
