package dev.retort.core.program;

/// The sequence of a program: its main input. Immutable.
///
/// @param presence whether a query has one
/// @param maxBytes maximum length in bytes, as the program gets it
/// @param packing how a client can pack it
public record SequenceParameter(Presence presence, long maxBytes, Packing packing) {

  /// The default maximum length: 64 MiB.
  public static final long DEFAULT_MAX_BYTES = 64L << 20;

  /// Every query has one of at most 64 MiB, and the program gets the bytes that were sent.
  public static final SequenceParameter DEFAULTS =
      new SequenceParameter(Presence.REQUIRED, DEFAULT_MAX_BYTES, Packing.AS_SENT);

  public SequenceParameter {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("max_sequence must be 1 or more, got " + maxBytes);
    }
  }

  /// Whether a query has a sequence.
  public enum Presence {
    /// Every query has one.
    REQUIRED,
    /// A query can have one.
    OPTIONAL,
    /// A query with one is refused.
    NONE
  }

  /// How a client can pack a sequence.
  public enum Packing {
    /// The program gets the bytes that were sent.
    AS_SENT,
    /// A sequence that is packed by gzip (RFC 1952) is unpacked when it arrives. Any other stays as
    /// it was sent.
    GZIP
  }

  public SequenceParameter withPresence(Presence value) {
    return new SequenceParameter(value, maxBytes, packing);
  }

  public SequenceParameter withMaxBytes(long value) {
    return new SequenceParameter(presence, value, packing);
  }

  public SequenceParameter withPacking(Packing value) {
    return new SequenceParameter(presence, maxBytes, value);
  }
}
