package dev.retort.core.store;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Query;
import dev.retort.core.Sequence;
import dev.retort.core.State;
import dev.retort.core.SubmitOptions;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A validated query on its way into the store.
///
/// @param id id of the experiment
/// @param query the query; its sequence is [Sequence.Inline] for the store to hold, or
///   [Sequence.Kept] if it is already on disk
/// @param idempotency the client's key; null if none was sent
/// @param at time of the acceptance
public record Submission(
    ExperimentId id, Query query, @Nullable Idempotency idempotency, Instant at) {

  /// An idempotency key and its payload: together they create one experiment only.
  ///
  /// @param key the client's key, 1 to 255 characters
  /// @param digest the payload's digest
  public record Idempotency(String key, String digest) {}

  /// The new experiment, as every store creates it; its position is unknown.
  public Experiment accepted(long ordinal) {
    SubmitOptions options = query.options();
    return new Experiment(
        id,
        ordinal,
        query
            .withSequence(new Sequence.Kept(query.sequence().bytes()))
            .withOptions(options.accepted()),
        at,
        State.accepted(options.notBefore(), options.keep()),
        null);
  }
}
