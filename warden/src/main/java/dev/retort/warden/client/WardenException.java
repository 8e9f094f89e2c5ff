package dev.retort.warden.client;

import dev.retort.core.RetortException;
import org.jspecify.annotations.Nullable;

/// The warden cannot be reached, or a request to it failed. The message says what to do next. After
/// a failed `start`, the attempt's directory shows whether the program was started.
public final class WardenException extends RetortException {
  private static final long serialVersionUID = 1;

  public WardenException(String message) {
    super(message);
  }

  public WardenException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
