package dev.retort.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A validated query on its way into the store.
///
/// @param id the experiment that it becomes
/// @param query what was asked; its sequence is [Sequence.Inline] when the store shall keep it, or
///   [Sequence.Kept] when it already lies on disk
/// @param notBefore earliest start; null for at once
/// @param keep whether retention shall pass it over
/// @param idempotency the client's key; null when it sent none
/// @param at now
public record Submission(
    ExperimentId id,
    Query query,
    @Nullable Instant notBefore,
    boolean keep,
    @Nullable Idempotency idempotency,
    Instant at) {

  /// A promise that one key and one payload make one experiment.
  ///
  /// @param owner whose key it is; keys of different owners never meet
  /// @param key the client's key, 1 to 255 characters
  /// @param digest the payload's digest
  public record Idempotency(String owner, String key, String digest) {}
}
