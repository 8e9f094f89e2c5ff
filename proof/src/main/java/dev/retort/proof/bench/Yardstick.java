package dev.retort.proof.bench;

import java.util.Arrays;

/// How long one thread of this process takes for a fixed piece of computing, which touches no
/// memory and no disk and gives way to nobody. Where the processors of a machine share what one
/// core has (hyper-threads), it takes longer while something runs on the other one, however low the
/// priority of that is: no server can be faster than this allows. Not thread-safe.
public final class Yardstick {
  private static final int REPEATS = 31;
  private static final int STEPS = 8_000_000;
  private static final long MULTIPLIER = 6_364_136_223_846_793_005L;
  private static final double NANOS_IN_MILLI = 1e6;

  private long state = 1;

  /// The median of some repeats, in milliseconds; a quarter of a second passes.
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

  /// Each step needs the one before; the state is kept, so that the compiler leaves nothing out.
  private void compute() {
    long next = state;
    for (int i = 0; i < STEPS; i++) {
      next = next * MULTIPLIER + i;
    }
    state = next;
  }
}
