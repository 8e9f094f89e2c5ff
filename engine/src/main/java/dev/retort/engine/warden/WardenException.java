package dev.retort.engine.warden;

import dev.retort.core.RetortException;
import org.jspecify.annotations.Nullable;

/// The warden cannot be reached, or could not do what it was asked. The message says what to do
/// next. What came of a `start` that ends so is unknown: the attempt's directory tells.
public final class WardenException extends RetortException {
  private static final long serialVersionUID = 1;

  WardenException(String message) {
    super(message);
  }

  WardenException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
