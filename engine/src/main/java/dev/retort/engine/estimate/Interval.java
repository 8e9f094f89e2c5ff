package dev.retort.engine.estimate;

import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/// A range of durations, and how often such ranges hold.
///
/// @param low in seconds
/// @param median in seconds
/// @param high in seconds
/// @param percent share of ranges of this kind that hold, 1 to 100
public record Interval(double low, double median, double high, int percent) {
  private static final double TAIL = 0.1;
  private static final int USUAL_PERCENT = 80;

  /// Fewer values say nothing.
  private static final int FEWEST = 3;

  /// Rounding of products with [#TAIL].
  private static final double TINY = 1e-9;

  /// The range in which the next value lies, if it comes from where these come from. It leaves out
  /// a tenth of the values at each end. Of fewer than nine values it is the whole range, and holds
  /// less often: of three in half of the cases. Empty for fewer than three.
  ///
  /// The next of n + 1 exchangeable values lies between the k-th smallest and the k-th largest of
  /// the others with the probability (n + 1 - 2k) / (n + 1): Vovk et al., "Algorithmic Learning in
  /// a Random World", chapter 2.
  ///
  /// @param count how many values there are
  /// @param nth the n-th smallest value, counted from 0
  static Optional<Interval> of(int count, IntToDoubleFunction nth) {
    if (count < FEWEST) {
      return Optional.empty();
    }
    int tail = Math.max(1, (int) (TAIL * (count + 1) + TINY));
    int percent = 100 * (count + 1 - 2 * tail) / (count + 1);
    return Optional.of(
        new Interval(
            nth.applyAsDouble(tail - 1),
            nth.applyAsDouble(count / 2),
            nth.applyAsDouble(count - tail),
            Math.min(percent, USUAL_PERCENT)));
  }

  /// This duration followed by another one that does not depend on it.
  Interval then(Interval other) {
    double middle = median + other.median;
    return new Interval(
        Math.max(0, middle - Math.hypot(median - low, other.median - other.low)),
        middle,
        middle + Math.hypot(high - median, other.high - other.median),
        Math.min(percent, other.percent));
  }

  /// The same range, which comes from so few values that it holds less often.
  Interval atMost(int value) {
    return value < percent ? new Interval(low, median, high, value) : this;
  }

  /// The same range for a part of this duration that has passed.
  Interval minus(double seconds) {
    return new Interval(
        Math.max(0, low - seconds),
        Math.max(0, median - seconds),
        Math.max(0, high - seconds),
        percent);
  }
}
