package dev.retort.core;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Every legal move of an experiment, as pure functions; an empty answer means: not legal now,
/// nothing changes. The stores' statements are tested against these.
public final class Lifecycle {
  private Lifecycle() {}

  /// `pending → running`: a node takes it, and the fence rises. Not before its time, nor after it.
  ///
  /// @param expiresAt see [Terms#expiresAt()]
  public static Optional<State> claim(
      State state, @Nullable Instant expiresAt, String node, Instant now) {
    Instant notBefore = state.notBefore();
    if (state.status() != Status.PENDING
        || (notBefore != null && notBefore.isAfter(now))
        || expired(state, expiresAt, now)) {
      return Optional.empty();
    }
    return Optional.of(
        new State(
            Status.RUNNING,
            state.attempt() + 1,
            state.failures(),
            state.crashes(),
            node,
            now,
            null,
            null,
            null,
            state.keep(),
            End.NONE,
            state.revision() + 1));
  }

  /// `pending → cancelled` for one that was not started in time.
  public static Optional<State> expire(State state, @Nullable Instant expiresAt, Instant now) {
    return state.status() == Status.PENDING && expired(state, expiresAt, now)
        ? Optional.of(ended(state, Status.CANCELLED, state.failures(), EXPIRED, now))
        : Optional.empty();
  }

  /// What an expired experiment says of its end.
  public static final End EXPIRED = End.because("it was not started within its expires_after");

  private static boolean expired(State state, @Nullable Instant expiresAt, Instant now) {
    return expiresAt != null && state.attempt() == 0 && !expiresAt.isAfter(now);
  }

  /// `running → finished | failed | cancelled`, or back to pending when `retryAt` is given. The
  /// intent that was committed first wins: a cancel request, unless the attempt was stopped for its
  /// timeout before. After a cancel request nothing is tried again. What is known of the end is
  /// kept; a cancelled one has no reason.
  public static Optional<State> finish(
      State state, int fence, Ending ending, @Nullable Instant retryAt, Instant now) {
    if (state.status() != Status.RUNNING || state.attempt() != fence) {
      return Optional.empty();
    }
    Instant cancel = state.cancelRequestedAt();
    if (cancel != null && !ending.timedOutBefore(cancel)) {
      return Optional.of(cancelled(state, ending.end(), now));
    }
    if (retryAt != null && cancel == null) {
      int failures = state.failures() + 1;
      return Optional.of(pending(state, failures, state.crashes(), retryAt, ending.end()));
    }
    Outcome outcome = ending.outcome();
    int failures = state.failures() + (outcome instanceof Outcome.Failed ? 1 : 0);
    return Optional.of(ended(state, outcome.status(), failures, ending.end(), now));
  }

  /// `running → pending` for an attempt that is handed back: it does not count.
  ///
  /// @param crashed whether the process that ran it died beneath it
  public static Optional<State> release(State state, int fence, boolean crashed, Instant now) {
    if (state.status() != Status.RUNNING || state.attempt() != fence) {
      return Optional.empty();
    }
    int crashes = state.crashes() + (crashed ? 1 : 0);
    return Optional.of(
        state.cancelRequestedAt() != null
            ? cancelled(state, End.NONE, now)
            : pending(state, state.failures(), crashes, null, End.NONE));
  }

  /// `pending → cancelled`; while running the first request is recorded and later ones change
  /// nothing. Empty when nothing changes.
  public static Optional<State> cancel(State state, Instant now) {
    return switch (state.status()) {
      case PENDING -> Optional.of(cancelled(requested(state, now), state.end(), now));
      case RUNNING ->
          state.cancelRequestedAt() == null
              ? Optional.of(next(requested(state, now)))
              : Optional.empty();
      case FINISHED, FAILED, CANCELLED -> Optional.empty();
    };
  }

  /// Whether retention shall pass it over, in any status. Empty when nothing changes.
  public static Optional<State> keep(State state, boolean keep) {
    return state.keep() == keep
        ? Optional.empty()
        : Optional.of(next(with(state, state.cancelRequestedAt(), keep)));
  }

  private static State requested(State state, Instant now) {
    return with(state, now, state.keep());
  }

  private static State with(State state, @Nullable Instant cancelRequestedAt, boolean keep) {
    return new State(
        state.status(),
        state.attempt(),
        state.failures(),
        state.crashes(),
        state.node(),
        state.startedAt(),
        state.endedAt(),
        cancelRequestedAt,
        state.notBefore(),
        keep,
        state.end(),
        state.revision());
  }

  private static State next(State state) {
    return new State(
        state.status(),
        state.attempt(),
        state.failures(),
        state.crashes(),
        state.node(),
        state.startedAt(),
        state.endedAt(),
        state.cancelRequestedAt(),
        state.notBefore(),
        state.keep(),
        state.end(),
        state.revision() + 1);
  }

  private static State pending(
      State state, int failures, int crashes, @Nullable Instant notBefore, End lastEnd) {
    return new State(
        Status.PENDING,
        state.attempt(),
        failures,
        crashes,
        null,
        state.startedAt(),
        null,
        null,
        notBefore,
        state.keep(),
        lastEnd,
        state.revision() + 1);
  }

  private static State cancelled(State state, End end, Instant now) {
    return ended(state, Status.CANCELLED, state.failures(), end.withoutReason(), now);
  }

  private static State ended(State state, Status status, int failures, End end, Instant now) {
    return new State(
        status,
        state.attempt(),
        failures,
        state.crashes(),
        null,
        state.startedAt(),
        now,
        state.cancelRequestedAt(),
        null,
        state.keep(),
        end,
        state.revision() + 1);
  }
}
