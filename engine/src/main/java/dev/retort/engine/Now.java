package dev.retort.engine;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/// The present moment as it is kept everywhere: to the millisecond.
final class Now {
  private Now() {}

  static Instant of(InstantSource clock) {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
