package dev.retort.core;

import org.jspecify.annotations.Nullable;

/// The base of all that Retort throws on purpose; a subclass exists where a caller acts
/// differently.
public class RetortException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public RetortException(String message) {
    super(message);
  }

  public RetortException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
