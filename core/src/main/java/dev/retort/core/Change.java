package dev.retort.core;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One write to the store; each is decided by one condition on status and fence, at commit.
///
/// @param <R> what the store answers
public sealed interface Change<R> {

  /// Accepts a query.
  record Submit(Submission submission) implements Change<Submitted> {}

  /// Moves the first pending experiments of a program to running: highest priority first, within it
  /// in the order of their commit; those whose `notBefore` lies after `at` are passed over, those
  /// that have expired too, and nothing of a paused program is taken. Where several thousand are
  /// due at once, a store may look first at those that were due first.
  ///
  /// @param limit at most this many, 1 or more
  /// @param admit which of them
  /// @param node who runs them
  /// @param plan the resolved definition to keep with the attempts
  record Claim(String program, int limit, Admit admit, String node, String plan, Instant at)
      implements Change<List<Claimed>> {}

  /// Which experiments a claim takes; see [State#suspect()].
  enum Admit {
    ALL,
    UNSUSPECTED,
    SUSPECTS;

    public boolean admits(State state) {
      return switch (this) {
        case ALL -> true;
        case UNSUSPECTED -> !state.suspect();
        case SUSPECTS -> state.suspect();
      };
    }
  }

  /// Records how an attempt ended. Answers with the experiment as it then is, or empty when the
  /// fence is stale or the experiment is not running: then nothing was changed.
  ///
  /// The intent that was committed first wins, see [Lifecycle#finish]; the return code is kept
  /// either way. The result is kept when the experiment finishes.
  ///
  /// @param fence the attempt's number
  /// @param retryAt when to try again instead of ending; null to end
  record Finish(ExperimentId id, int fence, Ending ending, @Nullable Instant retryAt, Instant at)
      implements Change<Optional<Experiment>> {}

  /// Hands an attempt back that never ran, or whose server stops or died: pending again, and not
  /// counted. A committed cancel request makes it cancelled. Empty when the fence is stale.
  ///
  /// @param crashed whether the process that ran it died beneath it
  record Release(ExperimentId id, int fence, boolean crashed, Instant at)
      implements Change<Optional<Experiment>> {}

  /// Asks for an experiment's end: at once when pending, else the request is recorded.
  record Cancel(ExperimentId id, Instant at) implements Change<CancelAnswer> {}

  /// Cancels what was not started in time, at most that many; answers with them.
  record Expire(int limit, Instant at) implements Change<List<Experiment>> {}

  /// Marks an experiment to be kept, or not any more. Answers with the experiment as it then is,
  /// empty when there is none.
  record Keep(ExperimentId id, boolean keep) implements Change<Optional<Experiment>> {}

  /// Deletes experiments that have ended and are not marked to be kept, with all that belongs to
  /// them. Each id stays known as purged, and its files as trash. Answers with those deleted.
  ///
  /// @param forgetAt until when they are known as purged
  record Purge(List<ExperimentId> ids, Instant forgetAt) implements Change<List<ExperimentId>> {
    public Purge {
      ids = List.copyOf(ids);
    }
  }

  /// The files of these purged experiments are gone. Answers how many were known as trash.
  record Unlinked(List<ExperimentId> ids) implements Change<Integer> {
    public Unlinked {
      ids = List.copyOf(ids);
    }
  }

  /// Forgets purged ids whose time has come, once their files are gone; at most that many. Answers
  /// how many.
  record Forget(int limit, Instant at) implements Change<Integer> {}

  /// Stops (`true`) or resumes (`false`) the claims of a program.
  record Pause(String program, boolean paused) implements Change<Boolean> {}

  /// The store's answer to [Submit].
  sealed interface Submitted {
    /// A new experiment; `backlog` counts all that have not ended, this one included.
    record Accepted(Experiment experiment, long backlog) implements Submitted {}

    /// The same key and payload came before; this is that experiment as it now is.
    record Replayed(Experiment experiment, long backlog) implements Submitted {}

    /// The key came before with another payload.
    record Mismatch(ExperimentId existing) implements Submitted {}
  }

  /// The store's answer to [Cancel].
  sealed interface CancelAnswer {
    /// It was pending and is cancelled.
    record Done(Experiment experiment) implements CancelAnswer {}

    /// It is running; the request is recorded (also when it was before).
    record Requested(Experiment experiment) implements CancelAnswer {}

    /// It had ended; nothing was changed.
    record AlreadyEnded(Experiment experiment) implements CancelAnswer {}

    /// There is no such experiment.
    record Unknown() implements CancelAnswer {}
  }
}
