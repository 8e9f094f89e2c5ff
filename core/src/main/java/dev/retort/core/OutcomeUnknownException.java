package dev.retort.core;

import org.jspecify.annotations.Nullable;

/// The commit failed in a way that leaves open whether it is durable; the idempotency key tells.
public final class OutcomeUnknownException extends RetortException {
  private static final long serialVersionUID = 1;

  public OutcomeUnknownException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
