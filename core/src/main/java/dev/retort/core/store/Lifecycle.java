package dev.retort.core.store;

import dev.retort.core.AttemptResult;
import dev.retort.core.EndDetails;
import dev.retort.core.Outcome;
import dev.retort.core.State;
import dev.retort.core.Status;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// All legal transitions of an experiment, as pure functions. An empty result means that the
/// transition is illegal and nothing changes. The statements of each store are tested against these
/// functions.
public final class Lifecycle {
  private Lifecycle() {}

  /// `pending → running`: a node claims the experiment and increments the fence. Empty before
  /// `notBefore` and, for a first attempt, after the expiry.
  ///
  /// @param expiresAt see `Experiment.expiresAt()`
  public static Optional<State> claim(
      State state, @Nullable Instant expiresAt, String node, Instant now) {
    Instant notBefore = state.notBefore();
    if (state.status() != Status.PENDING
        || (notBefore != null && notBefore.isAfter(now))
        || expired(state, expiresAt, now)) {
      return Optional.empty();
    }
    return Optional.of(
        state
            .next()
            .status(Status.RUNNING)
            .attempt(state.attempt() + 1)
            .node(node)
            .startedAt(now)
            .endedAt(null)
            .cancelRequestedAt(null)
            .notBefore(null)
            .end(EndDetails.NONE)
            .build());
  }

  /// `pending → cancelled` for an expired experiment.
  public static Optional<State> expire(State state, @Nullable Instant expiresAt, Instant now) {
    return state.status() == Status.PENDING && expired(state, expiresAt, now)
        ? Optional.of(ended(state, Status.CANCELLED, state.failures(), EXPIRED, now).build())
        : Optional.empty();
  }

  /// The end of an expired experiment.
  public static final EndDetails EXPIRED =
      EndDetails.because("it was not started within its expires_after");

  private static boolean expired(State state, @Nullable Instant expiresAt, Instant now) {
    return expiresAt != null && state.attempt() == 0 && !expiresAt.isAfter(now);
  }

  /// `running → finished | failed | cancelled`, or back to pending if `retryAt` is given. The first
  /// committed intent wins: a cancel request, unless the timeout stopped the attempt before. A
  /// cancel request prevents a retry. The details of the end are kept; a cancelled experiment has
  /// no reason.
  public static Optional<State> finish(
      State state, int fence, AttemptResult attemptResult, @Nullable Instant retryAt, Instant now) {
    if (state.status() != Status.RUNNING || state.attempt() != fence) {
      return Optional.empty();
    }
    Instant cancel = state.cancelRequestedAt();
    if (cancel != null && !attemptResult.timedOutBefore(cancel)) {
      return Optional.of(cancelled(state, attemptResult.end(), now));
    }
    if (retryAt != null && cancel == null) {
      int failures = state.failures() + 1;
      return Optional.of(pending(state, failures, state.crashes(), retryAt, attemptResult.end()));
    }
    Outcome outcome = attemptResult.outcome();
    int failures = state.failures() + (outcome instanceof Outcome.Failed ? 1 : 0);
    return Optional.of(ended(state, outcome.status(), failures, attemptResult.end(), now).build());
  }

  /// `running → pending` for an attempt that is handed back; the attempt does not count.
  ///
  /// @param crashed whether the host process died during the attempt
  public static Optional<State> release(State state, int fence, boolean crashed, Instant now) {
    if (state.status() != Status.RUNNING || state.attempt() != fence) {
      return Optional.empty();
    }
    int crashes = state.crashes() + (crashed ? 1 : 0);
    return Optional.of(
        state.cancelRequestedAt() != null
            ? cancelled(state, EndDetails.NONE, now)
            : pending(state, state.failures(), crashes, null, EndDetails.NONE));
  }

  /// `pending → cancelled`; while running the first request is recorded and later ones change
  /// nothing but the mark for deletion. Empty when nothing changes.
  ///
  /// @param deleteAtEnd whether to mark it for deletion; one that is kept gets no such mark
  public static Optional<State> cancel(State state, boolean deleteAtEnd, Instant now) {
    boolean marked = state.deleteAtEnd() || (deleteAtEnd && !state.keep());
    return switch (state.status()) {
      case PENDING ->
          Optional.of(
              ended(state, Status.CANCELLED, state.failures(), state.end().withoutReason(), now)
                  .cancelRequestedAt(now)
                  .deleteAtEnd(marked)
                  .build());
      case RUNNING -> {
        Instant before = state.cancelRequestedAt();
        yield before == null || marked != state.deleteAtEnd()
            ? Optional.of(
                state
                    .next()
                    .cancelRequestedAt(before == null ? now : before)
                    .deleteAtEnd(marked)
                    .build())
            : Optional.empty();
      }
      case FINISHED, FAILED, CANCELLED -> Optional.empty();
    };
  }

  /// Sets or clears the `keep` mark, in any status. Empty if nothing changes.
  public static Optional<State> keep(State state, boolean keep) {
    return state.keep() == keep
        ? Optional.empty()
        : Optional.of(state.next().keep(keep).deleteAtEnd(!keep && state.deleteAtEnd()).build());
  }

  /// Whether it may be deleted: it has ended and is not marked to be kept.
  public static boolean deletable(State state) {
    return state.status().ended() && !state.keep();
  }

  private static State pending(
      State state, int failures, int crashes, @Nullable Instant notBefore, EndDetails lastEnd) {
    return state
        .next()
        .status(Status.PENDING)
        .failures(failures)
        .crashes(crashes)
        .node(null)
        .endedAt(null)
        .cancelRequestedAt(null)
        .notBefore(notBefore)
        .end(lastEnd)
        .build();
  }

  private static State cancelled(State state, EndDetails end, Instant now) {
    return ended(state, Status.CANCELLED, state.failures(), end.withoutReason(), now).build();
  }

  private static State.Builder ended(
      State state, Status status, int failures, EndDetails end, Instant now) {
    return state
        .next()
        .status(status)
        .failures(failures)
        .node(null)
        .endedAt(now)
        .notBefore(null)
        .end(end);
  }
}
