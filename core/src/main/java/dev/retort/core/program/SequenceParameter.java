package dev.retort.core.program;

/// The sequence of a program: its main input. Immutable.
///
/// @param presence whether a query has one
/// @param maxBytes maximum length in bytes, as the program gets it
/// @param packing how a client can pack it
/// @param fileName the name of its file for the program
public record SequenceParameter(
    Presence presence, long maxBytes, Packing packing, String fileName) {

  /// The default name of its file.
  public static final String DEFAULT_FILE_NAME = "sequence";

  /// The default maximum length: 64 MiB.
  public static final long DEFAULT_MAX_BYTES = 64L << 20;

  /// Every query has one of at most 64 MiB, and the program gets the bytes that were sent.
  public static final SequenceParameter DEFAULTS =
      new SequenceParameter(
          Presence.REQUIRED, DEFAULT_MAX_BYTES, Packing.AS_SENT, DEFAULT_FILE_NAME);

  public SequenceParameter {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("max_sequence must be 1 or more, got " + maxBytes);
    }
    InputName.require(fileName);
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
    return new SequenceParameter(value, maxBytes, packing, fileName);
  }

  public SequenceParameter withMaxBytes(long value) {
    return new SequenceParameter(presence, value, packing, fileName);
  }

  public SequenceParameter withPacking(Packing value) {
    return new SequenceParameter(presence, maxBytes, value, fileName);
  }

  public SequenceParameter withFileName(String value) {
    return new SequenceParameter(presence, maxBytes, packing, value);
  }
}
