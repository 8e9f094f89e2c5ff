package dev.retort.bench.measure;

import java.util.Arrays;

/// The time of one thread for a fixed computation without memory and disk accesses. If two
/// processors share a core (hyper-threads), it increases while the other one is busy, at any
/// priority: this slowdown limits every server. Not thread-safe.
public final class Yardstick {
  private static final int REPEATS = 31;
  private static final int STEPS = 8_000_000;
  private static final long MULTIPLIER = 6_364_136_223_846_793_005L;
  private static final double NANOS_IN_MILLI = 1e6;

  private long state = 1;

  /// The median of several runs in milliseconds; takes a quarter of a second.
  public double millis() {
    double[] each = new double[REPEATS];
    for (int i = 0; i < REPEATS; i++) {
      long start = System.nanoTime();
      compute();
      each[i] = (System.nanoTime() - start) / NANOS_IN_MILLI;
    }
    Arrays.sort(each);
    return each[REPEATS / 2];
  }

  /// Each step depends on the previous one; the state is kept, so that the compiler removes
  /// nothing.
  private void compute() {
    long next = state;
    for (int i = 0; i < STEPS; i++) {
      next = next * MULTIPLIER + i;
    }
    state = next;
  }
}
