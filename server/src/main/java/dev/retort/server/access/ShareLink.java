package dev.retort.server.access;

import dev.retort.core.ExperimentId;
import java.time.Instant;

/// A link with which anyone can read one experiment, until it expires. Immutable.
///
/// @param id 12 hexadecimal digits
/// @param experiment which can be read
/// @param owner of the experiment
/// @param createdBy who made the link
/// @param expiresAt from when on it is not valid
public record ShareLink(
    String id,
    ExperimentId experiment,
    String owner,
    String createdBy,
    Instant createdAt,
    Instant expiresAt) {

  boolean isValidAt(Instant now) {
    return now.isBefore(expiresAt);
  }

  /// What the signature covers.
  String signed() {
    return id + '\n' + experiment + '\n' + expiresAt.getEpochSecond();
  }
}
