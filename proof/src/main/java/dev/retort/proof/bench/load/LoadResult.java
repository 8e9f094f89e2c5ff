package dev.retort.proof.bench.load;

import java.time.Duration;

/// What came of a load. Every answer was the one that was expected.
///
/// @param answered how many requests were answered
/// @param took from the first request to the last answer
/// @param latencies how long each took, from when it should have been sent
/// @param cpu what the generator itself used of the processors
public record LoadResult(long answered, Duration took, Latencies latencies, Duration cpu) {
  private static final double NANOS = 1e9;

  public double perSecond() {
    return answered * NANOS / took.toNanos();
  }

  /// The share of one core that the generator took.
  public double generatorShare() {
    return (double) cpu.toNanos() / took.toNanos();
  }
}
