package dev.retort.bench.measure;

import java.nio.file.Path;
import java.time.Duration;

/// The settings of a run.
///
/// @param directory parent of the servers' data directories
/// @param rounds number of rounds for each figure
/// @param round duration of a round without an end of its own
/// @param quick whether depths and rounds are small, for a smoke test
/// @param peers whether other programs are measured for comparison
public record BenchSettings(
    Path directory, int rounds, Duration round, boolean quick, boolean peers) {
  /// The default number of rounds.
  public static final int DEFAULT_ROUNDS = 5;

  private static final Duration LONG_WARM_UP = Duration.ofSeconds(15);

  public BenchSettings {
    if (rounds < 1) {
      throw new IllegalArgumentException("rounds must be 1 or more, got " + rounds);
    }
    if (!round.isPositive()) {
      throw new IllegalArgumentException("a round must be longer than zero, got " + round);
    }
  }

  /// The duration of the warmup, in which the server's code is compiled.
  public Duration warmUp() {
    return quick ? round : LONG_WARM_UP;
  }

  /// Selects a number, depending on `quick`.
  public int either(int usual, int small) {
    return quick ? small : usual;
  }
}
