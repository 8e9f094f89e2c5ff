package dev.retort.core;

import java.util.List;
import java.util.Optional;
import java.util.Set;

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

  /// The programs that are paused.
  Set<String> paused();

  /// Which store this is and how it keeps its promise, one line for the log and `check`.
  String description();

  @Override
  void close();
}
