package dev.retort.bench.load;

import java.util.Arrays;

/// The latencies of requests. Not thread-safe.
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

  /// The percentile in milliseconds (nearest rank).
  ///
  /// @param percent more than 0, at most 100
  public double percentile(double percent) {
    if (percent <= 0 || percent > 100) {
      throw new IllegalArgumentException(
          "percent must be more than 0 and at most 100, got " + percent);
    }
    if (count == 0) {
      throw new IllegalStateException("there are no samples");
    }
    if (!sorted) {
      Arrays.sort(nanos, 0, count);
      sorted = true;
    }
    int rank = (int) Math.ceil(percent / 100 * count);
    return nanos[Math.max(rank, 1) - 1] / NANOS_IN_MILLI;
  }
}
