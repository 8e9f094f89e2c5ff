package dev.retort.core.program;

import dev.retort.core.Reason;
import java.time.Duration;
import java.util.Set;

/// The conditions and delays of retries.
///
/// @param maxAttempts maximum number of counted attempts, including the first
/// @param on the failures that are retried
/// @param backoff delay before the second attempt; doubles with each further one, up to one hour or
///   itself, whichever is longer
public record RetryPolicy(int maxAttempts, Set<Reason> on, Duration backoff) {

  /// Retries infrastructure failures, with three attempts in total, and no failures of the program
  /// itself.
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

  /// Whether a failure for this reason is retried.
  ///
  /// @param failuresBefore counted failures before this one
  public boolean retries(Reason reason, int failuresBefore) {
    return on.contains(reason) && failuresBefore + 1 < maxAttempts;
  }

  /// The delay before the next attempt: half to all of the current backoff, so that experiments
  /// that failed together do not restart together.
  ///
  /// @param failuresBefore counted failures before this one
  /// @param chance a uniformly distributed random number from 0 to 1
  public Duration delay(int failuresBefore, double chance) {
    Duration most = backoff.compareTo(LONGEST) > 0 ? backoff : LONGEST;
    double doubled = backoff.toMillis() * Math.pow(2, Math.min(failuresBefore, MOST_DOUBLINGS));
    double due = Math.min(doubled, most.toMillis());
    return Duration.ofMillis(Math.round(due * (1 + chance) / 2));
  }
}
