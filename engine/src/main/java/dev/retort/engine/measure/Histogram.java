package dev.retort.engine.measure;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.stream.IntStream;

/// Counts values in buckets with fixed bounds. To record a value takes some nanoseconds and no
/// allocation. Thread-safe.
public final class Histogram {
  private final double[] bounds;
  private final AtomicLongArray counts;
  private final DoubleAdder sum = new DoubleAdder();

  private Histogram(double[] bounds) {
    this.bounds = bounds;
    this.counts = new AtomicLongArray(bounds.length + 1);
  }

  /// @param bounds the inclusive upper bounds of the buckets, ascending; one more bucket takes what
  ///   is above the last
  public static Histogram withBounds(double... bounds) {
    return new Histogram(bounds.clone());
  }

  public void record(double value) {
    int bucket = 0;
    while (bucket < bounds.length && value > bounds[bucket]) {
      bucket++;
    }
    counts.incrementAndGet(bucket);
    sum.add(value);
  }

  /// What was recorded so far.
  public Counts counts() {
    return new Counts(
        Arrays.stream(bounds).boxed().toList(),
        IntStream.range(0, counts.length()).mapToObj(counts::get).toList(),
        sum.sum());
  }

  /// The content of a histogram.
  ///
  /// @param bounds the inclusive upper bounds of all buckets but the last, ascending
  /// @param counts the number of values in each bucket alone, one more than there are bounds
  /// @param sum of all values
  public record Counts(List<Double> bounds, List<Long> counts, double sum) {
    public Counts {
      bounds = List.copyOf(bounds);
      counts = List.copyOf(counts);
    }

    /// The number of values.
    public long count() {
      return counts.stream().mapToLong(Long::longValue).sum();
    }
  }
}
