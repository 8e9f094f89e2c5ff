package dev.retort.core;

import org.jspecify.annotations.Nullable;

/// The base class of all exceptions that Retort throws on purpose. A subclass exists for each case
/// that callers handle differently.
public class RetortException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public RetortException(String message) {
    super(message);
  }

  public RetortException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
