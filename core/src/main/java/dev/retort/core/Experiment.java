package dev.retort.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A snapshot of one query's life, from accepted to its end.
///
/// @param id its name
/// @param ordinal its place in the order of all commits, given by the store, from 1
/// @param query what was asked; its sequence is [Sequence.Kept]
/// @param createdAt when it was accepted
/// @param state how far it is
/// @param position an upper bound of its place among the pending ones of its program, from 1 for
///   the next to start; null unless pending, and null once it has been claimed
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

  /// The same experiment in another state; its position is unknown.
  public Experiment withState(State value) {
    return new Experiment(id, ordinal, query, createdAt, value, null);
  }

  public Experiment withPosition(@Nullable Long value) {
    return new Experiment(id, ordinal, query, createdAt, state, value);
  }
}
