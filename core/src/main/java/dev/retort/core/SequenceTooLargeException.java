package dev.retort.core;

/// A sequence or file exceeds the limit of its program.
public final class SequenceTooLargeException extends RetortException {
  private static final long serialVersionUID = 1;

  /// @param what the input, for example `query_sequence`
  /// @param limit in bytes
  public SequenceTooLargeException(String what, long limit) {
    super(what + " is larger than the limit of " + limit + " bytes");
  }
}
