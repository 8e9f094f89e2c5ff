package dev.retort.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The end of one attempt as its runner reports it.
///
/// @param outcome how it ended
/// @param usage what it used; null when nothing is known
/// @param result the JSON document that the program left as its result; null when it left none
/// @param stoppedAt when Retort decided to stop it; null when nobody did
public record Ending(
    Outcome outcome, @Nullable Usage usage, @Nullable String result, @Nullable Instant stoppedAt) {

  public Ending {
    usage = Usage.UNKNOWN.equals(usage) ? null : usage;
  }

  /// An end of which only the outcome is known.
  public static Ending of(Outcome outcome) {
    return new Ending(outcome, null, null, null);
  }

  /// The same as the fields of an experiment's record.
  public End end() {
    return outcome.end().withUsage(usage);
  }

  /// When it was stopped for its timeout; a later wish does not count. Null when it was not.
  public @Nullable Instant timedOutAt() {
    return outcome instanceof Outcome.Failed failed && failed.reason() == Reason.TIMEOUT
        ? stoppedAt
        : null;
  }

  boolean timedOutBefore(Instant moment) {
    Instant timedOutAt = timedOutAt();
    return timedOutAt != null && timedOutAt.isBefore(moment);
  }
}
