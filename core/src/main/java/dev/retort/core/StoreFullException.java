package dev.retort.core;

import org.jspecify.annotations.Nullable;

/// The disk is full: nothing was written, and the same request may succeed later.
public final class StoreFullException extends RetortException {
  private static final long serialVersionUID = 1;

  public StoreFullException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
