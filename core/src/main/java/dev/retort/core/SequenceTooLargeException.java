package dev.retort.core;

/// A sequence or file is longer than its program takes.
public final class SequenceTooLargeException extends RetortException {
  private static final long serialVersionUID = 1;

  /// @param what which input, for example `query_sequence`
  /// @param limit the cap in bytes
  public SequenceTooLargeException(String what, long limit) {
    super(what + " is larger than the " + limit + " bytes that are taken");
  }
}
