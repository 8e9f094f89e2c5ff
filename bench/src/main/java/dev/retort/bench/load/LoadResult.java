package dev.retort.bench.load;

import java.time.Duration;

/// The result of a load. Every answer was the expected one.
///
/// @param answered number of answered requests
/// @param took from the first request to the last answer
/// @param latencies latency of each request, from its scheduled time
/// @param cpu processor time of the generator
public record LoadResult(long answered, Duration took, Latencies latencies, Duration cpu) {
  private static final double NANOS = 1e9;

  public double perSecond() {
    return answered * NANOS / took.toNanos();
  }

  /// The generator's share of one core.
  public double generatorShare() {
    return (double) cpu.toNanos() / took.toNanos();
  }
}
