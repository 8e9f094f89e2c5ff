package dev.retort.engine.schedule;

import dev.retort.engine.threads.Threads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Fires when the clock reaches the earliest of the moments added. It waits on the monotonic clock
/// and reads the wall clock at least once a minute, in case that jumps. Thread-safe.
final class WakeupTimer {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final Threads threads;
  private final Consumer<Instant> due;
  private @Nullable Instant next;
  private Threads.@Nullable Alarm alarm;

  /// @param due called on a file thread with the current time; must add the next moment itself
  WakeupTimer(InstantSource clock, Threads threads, Consumer<Instant> due) {
    this.clock = clock;
    this.threads = threads;
    this.due = due;
  }

  /// Adds a moment to fire at.
  synchronized void add(Instant moment) {
    Instant known = next;
    if (known == null || moment.isBefore(known)) {
      next = moment;
      wind();
    }
  }

  private void wind() {
    Threads.Alarm old = alarm;
    if (old != null) {
      old.cancel();
    }
    Instant moment = next;
    if (moment != null) {
      Duration wait = Duration.between(clock.instant(), moment).plusMillis(1);
      alarm = threads.later(clamp(wait), () -> threads.files(this::look));
    }
  }

  private static Duration clamp(Duration wait) {
    Duration most = wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    return most.isNegative() ? Duration.ZERO : most;
  }

  /// Fires now if the earliest moment has come.
  void look() {
    Instant now = clock.instant();
    synchronized (this) {
      Instant moment = next;
      if (moment == null || moment.isAfter(now)) {
        wind();
        return;
      }
      next = null;
    }
    due.accept(now);
  }
}
