package dev.retort.engine.threads;

import java.time.Duration;

/// The pauses between the tries of something that keeps failing: each twice as long as the one
/// before, up to a limit, and shortened by chance to half at the least.
///
/// @param first before the second try
/// @param most the limit
public record RetryPauses(Duration first, Duration most) {
  /// One second to half a minute.
  public static final RetryPauses STANDARD =
      new RetryPauses(Duration.ofSeconds(1), Duration.ofSeconds(30));

  private static final int MOST_DOUBLINGS = 20;

  /// The pause after this many failures in a row.
  ///
  /// @param failures 1 or more
  /// @param chance a uniformly distributed random number from 0 to 1
  public Duration after(int failures, double chance) {
    double doubled = first.toMillis() * Math.pow(2, Math.min(failures - 1, MOST_DOUBLINGS));
    double due = Math.min(doubled, most.toMillis());
    return Duration.ofMillis(Math.round(due * (1 + chance) / 2));
  }
}
