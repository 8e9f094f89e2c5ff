package dev.retort.core;

import java.time.Duration;

/// Nothing was accepted, for a temporary reason: the server stops, the backlog is full, or the
/// store is down.
public final class UnavailableException extends RetortException {
  private static final long serialVersionUID = 1;
  private final Duration retryAfter;

  public UnavailableException(String message, Duration retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
  }

  /// The recommended delay before the next attempt to submit.
  public Duration retryAfter() {
    return retryAfter;
  }
}
