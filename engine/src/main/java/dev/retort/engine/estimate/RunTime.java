package dev.retort.engine.estimate;

import java.util.Arrays;
import java.util.Optional;

/// How long one run may take: several run times, each as probable as the others. Immutable.
final class RunTime {
  private final double expected;
  private final double[] residuals;

  /// @param expected logarithm of the expected seconds
  /// @param residuals by how much logarithms of the past differed from theirs, in ascending order;
  ///   shared, not copied
  RunTime(double expected, double[] residuals) {
    this.expected = expected;
    this.residuals = residuals;
  }

  int count() {
    return residuals.length;
  }

  /// The n-th shortest in seconds, counted from 0.
  double nth(int n) {
    return Math.exp(expected + residuals[n]);
  }

  /// How many are not longer than that.
  int upTo(double seconds) {
    if (seconds <= 0) {
      return 0;
    }
    int found = Arrays.binarySearch(residuals, Math.log(seconds) - expected);
    return found >= 0 ? found + 1 : -found - 1;
  }

  Optional<Interval> interval() {
    return Interval.of(count(), this::nth);
  }

  /// The same for a run that has lasted so long already: what it lasts in all. Empty if hardly any
  /// of the past would have lasted so long.
  Optional<Interval> longerThan(double seconds) {
    int passed = upTo(seconds);
    return Interval.of(count() - passed, n -> nth(passed + n));
  }
}
