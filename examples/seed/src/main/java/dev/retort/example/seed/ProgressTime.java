package dev.retort.example.seed;

import java.util.Locale;
import java.util.function.LongSupplier;

/// Prefixes lines with the elapsed time: `Progress time: 0.005s`. Thread-safe.
final class ProgressTime {
  private static final double NANOS = 1e9;

  private final LongSupplier nanoTime;
  private volatile long start;

  /// @param nanoTime a monotonic clock, in nanoseconds
  ProgressTime(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  /// Starts now.
  void restart() {
    start = nanoTime.getAsLong();
  }

  /// The elapsed time in seconds.
  double seconds() {
    return (nanoTime.getAsLong() - start) / NANOS;
  }

  /// The text with the elapsed time in front.
  String line(String text) {
    return String.format(Locale.ROOT, "Progress time: %.3fs - %s", seconds(), text);
  }
}
