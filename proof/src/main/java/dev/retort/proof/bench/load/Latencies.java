package dev.retort.proof.bench.load;

import java.util.Arrays;

/// How long each request took. Not thread-safe.
public final class Latencies {
  private static final int FIRST_ROOM = 1 << 12;
  private static final double NANOS_IN_MILLI = 1e6;

  private long[] nanos = new long[FIRST_ROOM];
  private int count;
  private boolean sorted;

  public void add(long value) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = value;
    sorted = false;
  }

  public int count() {
    return count;
  }

  /// The least of them that is not exceeded by that share, in milliseconds (nearest rank).
  ///
  /// @param percent more than 0, 100 at the most
  public double percentile(double percent) {
    if (percent <= 0 || percent > 100) {
      throw new IllegalArgumentException(
          "percent must be above 0, 100 at the most, got " + percent);
    }
    if (count == 0) {
      throw new IllegalStateException("nothing was measured");
    }
    if (!sorted) {
      Arrays.sort(nanos, 0, count);
      sorted = true;
    }
    int rank = (int) Math.ceil(percent / 100 * count);
    return nanos[Math.max(rank, 1) - 1] / NANOS_IN_MILLI;
  }
}
