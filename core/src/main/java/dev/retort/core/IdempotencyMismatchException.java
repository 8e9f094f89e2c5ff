package dev.retort.core;

/// The idempotency key was already used with another payload.
public final class IdempotencyMismatchException extends RetortException {
  private static final long serialVersionUID = 1;

  public IdempotencyMismatchException(ExperimentId existing) {
    super(
        "this idempotency key was used before with another payload, for experiment "
            + existing
            + "; send the same payload or a new key");
  }
}
