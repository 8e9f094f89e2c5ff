package dev.retort.core;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A snapshot of an experiment: one query from its acceptance to its end.
///
/// @param id identifies it for ever
/// @param ordinal its number in the order of all commits, assigned by the store, from 1
/// @param query the query; its sequence is [Sequence.Kept], and its options are those of
///   [SubmitOptions#accepted()]
/// @param createdAt when it was accepted
/// @param state status, attempts and end
/// @param position upper bound of its place among the pending experiments of its program; 1 is the
///   next to start. Null unless pending, and null once it has been claimed
public record Experiment(
    ExperimentId id,
    long ordinal,
    Query query,
    Instant createdAt,
    State state,
    @Nullable Long position) {

  public Status status() {
    return state.status();
  }

  public String program() {
    return query.program();
  }

  /// The deadline of its first start, after which it is cancelled; null if there is none.
  public @Nullable Instant expiresAt() {
    Duration patience = query.options().expiresAfter();
    return patience == null ? null : createdAt.plus(patience);
  }

  /// A copy with another state and an unknown position.
  public Experiment withState(State value) {
    return new Experiment(id, ordinal, query, createdAt, value, null);
  }

  public Experiment withPosition(@Nullable Long value) {
    return new Experiment(id, ordinal, query, createdAt, state, value);
  }
}
