package dev.retort.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The result of one attempt, as reported by its runner.
///
/// @param outcome how the attempt ended
/// @param usage resources that the attempt used; null if unknown
/// @param result the JSON document that the program wrote as its result; null if none
/// @param stoppedAt when Retort decided to stop the attempt; null if it was not stopped
public record AttemptResult(
    Outcome outcome,
    @Nullable ResourceUsage usage,
    @Nullable String result,
    @Nullable Instant stoppedAt) {

  public AttemptResult {
    usage = ResourceUsage.UNKNOWN.equals(usage) ? null : usage;
  }

  /// A result that consists of an outcome alone.
  public static AttemptResult of(Outcome outcome) {
    return new AttemptResult(outcome, null, null, null);
  }

  /// The same data as fields of an experiment.
  public EndDetails end() {
    return outcome.end().withUsage(usage);
  }

  /// When the timeout stopped the attempt; null if it did not. A later cancel request does not
  /// count.
  public @Nullable Instant timedOutAt() {
    return outcome instanceof Outcome.Failed failed && failed.reason() == Reason.TIMEOUT
        ? stoppedAt
        : null;
  }

  public boolean timedOutBefore(Instant moment) {
    Instant timedOutAt = timedOutAt();
    return timedOutAt != null && timedOutAt.isBefore(moment);
  }
}
