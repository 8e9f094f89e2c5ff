package dev.retort.core;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The durable truth. Implementations are thread-safe, and every read is one snapshot.
///
/// Instants are kept to the microsecond at the least; what is finer may be cut off.
///
/// All writes go through [#commit], in the order of the list, as one transaction. `StoreContract`
/// in the test kit says in tests what each implementation keeps.
public interface Store extends AutoCloseable {

  /// Commits the changes together and answers each in its place, once they are durable. Blocks.
  ///
  /// @throws StoreFullException nothing was written: the disk is full
  /// @throws OutcomeUnknownException they may be durable or not; the store accepts no more writes
  List<CommitResult> commit(List<Change<?>> changes);

  /// The experiment of that id, with its position.
  Optional<Experiment> find(ExperimentId id);

  /// The sequence of an experiment when the store keeps it; empty when it lies on disk.
  Optional<String> sequence(ExperimentId id);

  /// One page of experiments, latest accepted first.
  ///
  /// @param limit 1 or more
  List<Experiment> list(Filter filter, int limit);

  /// The attempts of an experiment that were followed by another, first one first.
  List<Attempt> attempts(ExperimentId id);

  /// All that are running now, in the order of their ordinals.
  List<Claimed> running();

  /// The counts by program, priority and status.
  Backlog backlog();

  /// How many experiments have not ended: what [#backlog()] counts, and cheaper.
  long backlogLength();

  /// The programs that are paused.
  Set<String> paused();

  /// The JSON result that the program left; empty when it left none.
  Optional<String> result(ExperimentId id);

  /// The earliest moment after that one at which a pending experiment may start that was deferred,
  /// or expires; empty when there is none.
  Optional<Instant> nextDue(Instant after);

  /// The programs of which suspects are pending, see [State#suspect()].
  Set<String> suspects();

  /// Experiments of a program that retention lets go of, those that ended first first: what ended
  /// before that moment, and what is more than that number. Marked ones are passed over.
  ///
  /// @param limit 1 or more
  List<ExperimentId> purgeable(
      String program, @Nullable Instant endedBefore, @Nullable Long number, int limit);

  /// Whether there was an experiment of that id which was purged.
  boolean purged(ExperimentId id);

  /// Purged experiments whose files may still be there.
  ///
  /// @param limit 1 or more
  List<ExperimentId> trash(int limit);

  /// Which store this is and how it keeps its promise, one line for the log and `check`.
  String description();

  @Override
  void close();
}
