package dev.retort.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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
  private Threads.@Nullable Alarm alarm;

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
