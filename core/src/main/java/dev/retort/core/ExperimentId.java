package dev.retort.core;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// An experiment's name for ever: a UUID of version 7 (RFC 9562 section 5.7).
///
/// The time in it says where the experiment's directory is; it never decides an order.
public record ExperimentId(UUID value) {

  public ExperimentId {
    if (value.version() != 7) {
      throw new IllegalArgumentException("an experiment id must be a UUIDv7, got " + value);
    }
  }

  /// The id of that text; empty unless it is the canonical 36-character form of a UUIDv7.
  public static Optional<ExperimentId> parse(String text) {
    if (text.length() != 36) {
      return Optional.empty();
    }
    try {
      UUID uuid = UUID.fromString(text);
      boolean canonical = uuid.toString().equals(text) && uuid.version() == 7;
      return canonical ? Optional.of(new ExperimentId(uuid)) : Optional.empty();
    } catch (IllegalArgumentException notAUuid) {
      return Optional.empty();
    }
  }

  /// The moment in the id, to the millisecond.
  public Instant moment() {
    return Instant.ofEpochMilli(value.getMostSignificantBits() >>> 16);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
