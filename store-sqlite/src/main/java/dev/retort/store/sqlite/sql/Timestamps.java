package dev.retort.store.sqlite.sql;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Instants and durations as the database stores them: in microseconds, instants since the epoch,
/// truncated.
public final class Timestamps {
  private static final int PER_SECOND = 1_000_000;

  private Timestamps() {}

  public static long of(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), PER_SECOND), instant.getNano() / 1_000);
  }

  public static long of(Duration duration) {
    return Math.addExact(
        Math.multiplyExact(duration.getSeconds(), PER_SECOND), duration.getNano() / 1_000);
  }

  public static Duration toDuration(long micros) {
    return Duration.of(micros, ChronoUnit.MICROS);
  }

  public static Instant toInstant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  /// The instant as the database returns it.
  public static Instant kept(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS);
  }

  /// The duration as the database returns it.
  public static Duration kept(Duration duration) {
    return duration.minusNanos(duration.getNano() % 1_000);
  }
}
