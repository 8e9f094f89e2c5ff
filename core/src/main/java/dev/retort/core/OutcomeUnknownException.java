package dev.retort.core;

import org.jspecify.annotations.Nullable;

/// The commit failed, and its durability is unknown. Repeat the request with its idempotency key to
/// find out.
public final class OutcomeUnknownException extends RetortException {
  private static final long serialVersionUID = 1;

  public OutcomeUnknownException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
