package dev.retort.example.seed;

import java.util.Locale;
import java.util.function.LongSupplier;

/// How long a program has been running, as its lines show it: `Progress time: 0.005s`. Thread-safe.
final class ProgressTime {
  private static final double NANOS = 1e9;

  private final LongSupplier nanoTime;
  private volatile long start;

  /// @param nanoTime a monotonic clock, in nanoseconds
  ProgressTime(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  /// Counts from now on.
  void restart() {
    start = nanoTime.getAsLong();
  }

  /// In seconds.
  double seconds() {
    return (nanoTime.getAsLong() - start) / NANOS;
  }

  /// A line that begins with the time.
  String line(String text) {
    return String.format(Locale.ROOT, "Progress time: %.3fs - %s", seconds(), text);
  }
}
