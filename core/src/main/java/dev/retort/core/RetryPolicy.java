package dev.retort.core;

import java.time.Duration;
import java.util.Set;

/// When an attempt that failed is tried again.
///
/// @param maxAttempts counted attempts at the most, the first included
/// @param on the reasons that are tried again
/// @param backoff the wait before the next try
public record RetryPolicy(int maxAttempts, Set<Reason> on, Duration backoff) {

  /// Infrastructure failures are tried again, three attempts in all; a program's own failure is
  /// not.
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(3, Set.of(Reason.LOST), Duration.ofSeconds(1));

  public RetryPolicy {
    if (maxAttempts < 1) {
      throw new IllegalArgumentException("max_attempts must be 1 or more, got " + maxAttempts);
    }
    on = Set.copyOf(on);
  }

  /// Whether an attempt that failed for that reason is followed by another.
  ///
  /// @param failuresBefore counted failures before this one
  public boolean retries(Reason reason, int failuresBefore) {
    return on.contains(reason) && failuresBefore + 1 < maxAttempts;
  }
}
