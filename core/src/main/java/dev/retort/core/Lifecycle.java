package dev.retort.core;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Every legal move of an experiment, as pure functions; an empty answer means: not legal now,
/// nothing changes. The stores' statements are tested against these.
public final class Lifecycle {
  private Lifecycle() {}

  /// `pending → running`: a node takes it, and the fence rises. Not before its time.
  public static Optional<State> claim(State state, String node, Instant now) {
    Instant notBefore = state.notBefore();
    if (state.status() != Status.PENDING || (notBefore != null && notBefore.isAfter(now))) {
      return Optional.empty();
    }
    return Optional.of(
        new State(
            Status.RUNNING,
            state.attempt() + 1,
            state.failures(),
            node,
            now,
            null,
            null,
            null,
            End.NONE,
            state.revision() + 1));
  }

  /// `running → finished | failed | cancelled`, or back to pending when `retryAt` is given. A
  /// cancel request that was committed before wins; what is known of the end is kept, without a
  /// reason.
  public static Optional<State> finish(
      State state, int fence, Outcome outcome, @Nullable Instant retryAt, Instant now) {
    if (state.status() != Status.RUNNING || state.attempt() != fence) {
      return Optional.empty();
    }
    if (state.cancelRequestedAt() != null) {
      return Optional.of(cancelled(state, outcome.end(), now));
    }
    if (retryAt != null) {
      return Optional.of(pending(state, state.failures() + 1, retryAt, outcome.end()));
    }
    int failures = state.failures() + (outcome instanceof Outcome.Failed ? 1 : 0);
    return Optional.of(ended(state, outcome.status(), failures, outcome.end(), now));
  }

  /// `running → pending` for an attempt that is handed back: it does not count.
  public static Optional<State> release(State state, int fence, Instant now) {
    if (state.status() != Status.RUNNING || state.attempt() != fence) {
      return Optional.empty();
    }
    return Optional.of(
        state.cancelRequestedAt() != null
            ? cancelled(state, End.NONE, now)
            : pending(state, state.failures(), null, End.NONE));
  }

  /// `pending → cancelled`; while running the first request is recorded and later ones change
  /// nothing. Empty when nothing changes.
  public static Optional<State> cancel(State state, Instant now) {
    return switch (state.status()) {
      case PENDING -> Optional.of(cancelled(requested(state, now), state.end(), now));
      case RUNNING ->
          state.cancelRequestedAt() == null
              ? Optional.of(withRevision(requested(state, now), state.revision() + 1))
              : Optional.empty();
      case FINISHED, FAILED, CANCELLED -> Optional.empty();
    };
  }

  private static State requested(State state, Instant now) {
    return new State(
        state.status(),
        state.attempt(),
        state.failures(),
        state.node(),
        state.startedAt(),
        state.endedAt(),
        now,
        state.notBefore(),
        state.end(),
        state.revision());
  }

  private static State withRevision(State state, long revision) {
    return new State(
        state.status(),
        state.attempt(),
        state.failures(),
        state.node(),
        state.startedAt(),
        state.endedAt(),
        state.cancelRequestedAt(),
        state.notBefore(),
        state.end(),
        revision);
  }

  private static State pending(
      State state, int failures, @Nullable Instant notBefore, End lastEnd) {
    return new State(
        Status.PENDING,
        state.attempt(),
        failures,
        null,
        state.startedAt(),
        null,
        null,
        notBefore,
        lastEnd,
        state.revision() + 1);
  }

  private static State cancelled(State state, End end, Instant now) {
    End withoutReason = new End(null, end.returnCode(), end.signal(), end.message());
    return ended(state, Status.CANCELLED, state.failures(), withoutReason, now);
  }

  private static State ended(State state, Status status, int failures, End end, Instant now) {
    return new State(
        status,
        state.attempt(),
        failures,
        null,
        state.startedAt(),
        now,
        state.cancelRequestedAt(),
        null,
        end,
        state.revision() + 1);
  }
}
