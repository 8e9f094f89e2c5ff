package dev.retort.bench.measure;

import java.math.BigDecimal;

/// The target for a figure's median.
///
/// @param atLeast whether more is better
public record Target(boolean atLeast, double limit) {
  public static Target atLeast(double limit) {
    return new Target(true, limit);
  }

  public static Target atMost(double limit) {
    return new Target(false, limit);
  }

  public boolean isReached(Spread spread) {
    return atLeast ? spread.median() >= limit : spread.median() <= limit;
  }

  /// `reached` or `missed`.
  public String verdict(Spread spread) {
    return isReached(spread) ? "reached" : "missed";
  }

  /// For example `>= 0.7`.
  @Override
  public String toString() {
    return (atLeast ? ">= " : "<= ")
        + BigDecimal.valueOf(limit).stripTrailingZeros().toPlainString();
  }
}
