package dev.retort.core;

/// A piece of work took longer than it may. Nothing was accepted.
public final class DeadlineExceededException extends RetortException {
  private static final long serialVersionUID = 1;

  public DeadlineExceededException(String message) {
    super(message);
  }
}
