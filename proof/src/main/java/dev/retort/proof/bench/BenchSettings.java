package dev.retort.proof.bench;

import java.nio.file.Path;
import java.time.Duration;

/// How it is measured.
///
/// @param directory where the servers have their data
/// @param rounds how often each figure is measured
/// @param round how long a round is that has no end of its own
/// @param quick whether depths and rounds are small: what a smoke run uses
/// @param peers whether other programs run beside it, for comparison
public record BenchSettings(
    Path directory, int rounds, Duration round, boolean quick, boolean peers) {
  /// What the figures are told for.
  public static final int DEFAULT_ROUNDS = 5;

  private static final Duration LONG_WARM_UP = Duration.ofSeconds(15);

  public BenchSettings {
    if (rounds < 1) {
      throw new IllegalArgumentException("rounds must be 1 or more, got " + rounds);
    }
    if (!round.isPositive()) {
      throw new IllegalArgumentException("a round must be longer than nothing, got " + round);
    }
  }

  /// How long a server is used before anything counts: until its code is compiled.
  public Duration warmUp() {
    return quick ? round : LONG_WARM_UP;
  }

  /// One of two numbers.
  public int either(int usual, int small) {
    return quick ? small : usual;
  }
}
