package dev.retort.core;

import java.time.Duration;
import java.util.Set;

/// When an attempt that failed is tried again.
///
/// @param maxAttempts counted attempts at the most, the first included
/// @param on the reasons that are tried again
/// @param backoff the wait before the second attempt; it doubles with each further one, up to the
///   longer one of itself and an hour
public record RetryPolicy(int maxAttempts, Set<Reason> on, Duration backoff) {

  /// Infrastructure failures are tried again, three attempts in all; a program's own failure is
  /// not.
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(3, Set.of(Reason.LOST, Reason.LAUNCH), Duration.ofSeconds(1));

  private static final Duration LONGEST = Duration.ofHours(1);
  private static final int MOST_DOUBLINGS = 30;

  public RetryPolicy {
    if (maxAttempts < 1) {
      throw new IllegalArgumentException("max_attempts must be 1 or more, got " + maxAttempts);
    }
    if (backoff.isNegative()) {
      throw new IllegalArgumentException("backoff must not be negative, got " + backoff);
    }
    on = Set.copyOf(on);
  }

  /// Whether an attempt that failed for that reason is followed by another.
  ///
  /// @param failuresBefore counted failures before this one
  public boolean retries(Reason reason, int failuresBefore) {
    return on.contains(reason) && failuresBefore + 1 < maxAttempts;
  }

  /// How long to wait before the next attempt: between half and the whole of the backoff that is
  /// due, so that what failed together does not come back together.
  ///
  /// @param failuresBefore counted failures before this one
  /// @param chance 0 to 1, evenly spread
  public Duration delay(int failuresBefore, double chance) {
    Duration most = backoff.compareTo(LONGEST) > 0 ? backoff : LONGEST;
    double doubled = backoff.toMillis() * Math.pow(2, Math.min(failuresBefore, MOST_DOUBLINGS));
    double due = Math.min(doubled, most.toMillis());
    return Duration.ofMillis(Math.round(due * (1 + chance) / 2));
  }
}
