package dev.retort.core;

import java.time.Duration;

/// One client has too many requests in progress. Nothing was accepted.
public final class TooManyRequestsException extends RetortException {
  private static final long serialVersionUID = 1;
  private final Duration retryAfter;

  public TooManyRequestsException(String message, Duration retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
  }

  /// The recommended delay before the next attempt.
  public Duration retryAfter() {
    return retryAfter;
  }
}
