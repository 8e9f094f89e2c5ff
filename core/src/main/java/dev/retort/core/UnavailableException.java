package dev.retort.core;

import java.time.Duration;

/// Nothing was accepted, for a reason that passes: stopping, a full backlog, a store that is down.
public final class UnavailableException extends RetortException {
  private static final long serialVersionUID = 1;
  private final Duration retryAfter;

  public UnavailableException(String message, Duration retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
  }

  /// How long to wait before the next try.
  public Duration retryAfter() {
    return retryAfter;
  }
}
