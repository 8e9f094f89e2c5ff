package dev.retort.core;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Identifies an experiment for ever: a UUID of version 7 (RFC 9562 section 5.7).
///
/// The time in it determines the path of the experiment's directory, never an order.
public record ExperimentId(UUID value) {

  public ExperimentId {
    if (value.version() != 7) {
      throw new IllegalArgumentException("an experiment id must be a UUIDv7, got " + value);
    }
  }

  /// Parses the canonical 36-character form of a UUIDv7; empty for any other text.
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

  /// The time in the id, in milliseconds.
  public Instant moment() {
    return Instant.ofEpochMilli(value.getMostSignificantBits() >>> 16);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
