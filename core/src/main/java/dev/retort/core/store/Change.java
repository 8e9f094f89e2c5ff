package dev.retort.core.store;

import dev.retort.core.AttemptResult;
import dev.retort.core.BacklogLimits;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.State;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One write to the store. One condition on status and fence decides it at commit.
///
/// @param <R> type of the store's answer
public sealed interface Change<R> {

  /// Accepts a query, unless a limit is reached. A replay of an idempotency key needs no room.
  record Submit(Submission submission, BacklogLimits limits) implements Change<Submitted> {
    /// Accepts a query without limits.
    public Submit(Submission submission) {
      this(submission, BacklogLimits.NONE);
    }
  }

  /// Moves the first pending experiments of a program to running, by descending priority, then in
  /// the order of commit. Skips experiments whose `notBefore` is after `at`, expired experiments,
  /// and paused programs. If several thousand experiments become due together, a store may first
  /// consider those with the earliest due time.
  ///
  /// @param limit maximum number of experiments, at least 1
  /// @param admit which experiments are eligible
  /// @param node the node that runs them
  /// @param plan the resolved definition of the program, stored with the attempts
  record Claim(String program, int limit, Admit admit, String node, String plan, Instant at)
      implements Change<List<Claimed>> {}

  /// Which experiments a claim may take; see [State#suspect()].
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

  /// Records the end of an attempt. Returns the updated experiment; empty, and without any change,
  /// if the fence is stale or the experiment is not running.
  ///
  /// The first committed intent wins, see [Lifecycle#finish]; the return code is kept in any case.
  /// The result is stored if the experiment finishes.
  ///
  /// @param fence the attempt's number
  /// @param retryAt start of the next attempt; null to end the experiment
  record Finish(
      ExperimentId id,
      int fence,
      AttemptResult attemptResult,
      @Nullable Instant retryAt,
      Instant at)
      implements Change<Optional<Experiment>> {}

  /// Returns an uncounted attempt to the backlog because it never ran, or because its server stops
  /// or died. After a committed cancel request, the experiment becomes cancelled instead. Empty if
  /// the fence is stale.
  ///
  /// @param crashed whether the host process died during the attempt
  record Release(ExperimentId id, int fence, boolean crashed, Instant at)
      implements Change<Optional<Experiment>> {}

  /// Cancels a pending experiment immediately, and records a cancel request for a running one.
  ///
  /// @param deleteAtEnd whether to mark it for deletion too, see [State#deleteAtEnd()]
  record Cancel(ExperimentId id, boolean deleteAtEnd, Instant at) implements Change<CancelAnswer> {

    /// A cancel request alone.
    public Cancel(ExperimentId id, Instant at) {
      this(id, false, at);
    }
  }

  /// Cancels expired experiments, at most `limit`, and returns them.
  record Expire(int limit, Instant at) implements Change<List<Experiment>> {}

  /// Marks an experiment to be kept, or not any more. The mark to be kept takes the mark for
  /// deletion away. Answers with the experiment as it then is, empty when there is none.
  record Keep(ExperimentId id, boolean keep) implements Change<Optional<Experiment>> {}

  /// Deletes ended experiments without a `keep` mark, with all their rows. The store remembers each
  /// id as purged and its files as trash. Returns the deleted ids.
  ///
  /// @param forgetAt until when the store remembers the ids
  record Purge(List<ExperimentId> ids, Instant forgetAt) implements Change<List<ExperimentId>> {
    public Purge {
      ids = List.copyOf(ids);
    }
  }

  /// Deletes one experiment as [Purge] does, and answers why if it does not.
  ///
  /// @param forgetAt until when its id is known as purged
  record Delete(ExperimentId id, Instant forgetAt) implements Change<DeleteAnswer> {}

  /// Removes the trash entries of purged experiments whose files are deleted. Returns the number of
  /// entries.
  record Unlinked(List<ExperimentId> ids) implements Change<Integer> {
    public Unlinked {
      ids = List.copyOf(ids);
    }
  }

  /// Forgets purged ids after their `forgetAt`, once their files are deleted; at most `limit`.
  /// Returns their number.
  record Forget(int limit, Instant at) implements Change<Integer> {}

  /// Records the size of the files of an ended experiment. Returns whether there is such an
  /// experiment.
  record Measure(ExperimentId id, long bytes) implements Change<Boolean> {}

  /// Pauses (`true`) or resumes (`false`) a program.
  record Pause(String program, boolean paused) implements Change<Boolean> {}

  /// The store's answer to [Submit].
  sealed interface Submitted {
    /// A new experiment; `backlog` is the length of the backlog, including this experiment.
    record Accepted(Experiment experiment, long backlog) implements Submitted {}

    /// The key was already used with the same payload; `experiment` is that experiment now.
    record Replayed(Experiment experiment, long backlog) implements Submitted {}

    /// The key was already used with another payload.
    record Mismatch(ExperimentId existing) implements Submitted {}

    /// A limit is reached; nothing was accepted.
    record Full(BacklogLimits.Reached reached) implements Submitted {}
  }

  /// The store's answer to [Cancel].
  sealed interface CancelAnswer {
    /// The experiment was pending and is now cancelled.
    record Done(Experiment experiment) implements CancelAnswer {}

    /// The experiment is running; the request is recorded, now or earlier.
    record Requested(Experiment experiment) implements CancelAnswer {}

    /// The experiment had already ended; nothing changed.
    record AlreadyEnded(Experiment experiment) implements CancelAnswer {}

    /// The id is unknown.
    record Unknown() implements CancelAnswer {}
  }

  /// The store's answer to [Delete].
  sealed interface DeleteAnswer {
    /// It is deleted.
    record Done() implements DeleteAnswer {}

    /// It has not ended; nothing was changed.
    record NotEnded(Experiment experiment) implements DeleteAnswer {}

    /// It is marked to be kept; nothing was changed.
    record Kept(Experiment experiment) implements DeleteAnswer {}

    /// There is no such experiment; it may have been purged before.
    record Unknown() implements DeleteAnswer {}
  }
}
