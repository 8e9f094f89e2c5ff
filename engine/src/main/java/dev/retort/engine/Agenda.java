package dev.retort.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Rings when the clock reaches the earliest moment that somebody named. The wait is on the
/// monotonic clock; a wall clock that jumps is met by looking at it again at least once a minute.
/// Thread-safe.
final class Agenda {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final Threads threads;
  private final Consumer<Instant> due;
  private @Nullable Instant next;
  private @Nullable ScheduledFuture<?> alarm;

  /// @param due called on a thread for files, with the moment that it is; names the next one itself
  Agenda(InstantSource clock, Threads threads, Consumer<Instant> due) {
    this.clock = clock;
    this.threads = threads;
    this.due = due;
  }

  /// Something happens at that moment.
  synchronized void add(Instant moment) {
    Instant known = next;
    if (known == null || moment.isBefore(known)) {
      next = moment;
      wind();
    }
  }

  private void wind() {
    ScheduledFuture<?> old = alarm;
    if (old != null) {
      old.cancel(false);
    }
    Instant moment = next;
    if (moment != null && !threads.timer().isShutdown()) {
      long wait = Duration.between(clock.instant(), moment).toMillis() + 1;
      alarm =
          threads
              .timer()
              .schedule(
                  () -> threads.files(this::look),
                  Math.clamp(wait, 0, LONGEST_WAIT.toMillis()),
                  TimeUnit.MILLISECONDS);
    }
  }

  /// Looks at the clock now.
  void look() {
    Instant now = Now.of(clock);
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
