package dev.retort.core.store;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Durable storage of experiments. Implementations are thread-safe, and every read is one snapshot.
///
/// A store keeps instants with at least microsecond precision and may truncate the rest.
///
/// All writes go through [#commit], in the order of the list, as one transaction. The tests of
/// `StoreContract` specify the behaviour of each implementation.
public interface Store extends AutoCloseable {

  /// Commits the changes as one transaction. Blocks until they are durable, and returns one result
  /// for each change, in the same order.
  ///
  /// @throws StoreFullException if the disk is full; nothing was written
  /// @throws OutcomeUnknownException if the durability of the changes is unknown; the store then
  ///   rejects further writes
  List<CommitResult> commit(List<Change<?>> changes);

  /// The experiment with this id, with its position.
  Optional<Experiment> find(ExperimentId id);

  /// The sequence of an experiment if the store holds it; empty if it is on disk.
  Optional<String> sequence(ExperimentId id);

  /// A slice of the experiments that match a filter, in its order. Looks at a bounded number of
  /// experiments, whatever the filter.
  ///
  /// @param limit 1 or more
  ExperimentSlice slice(ExperimentFilter filter, int limit);

  /// As many experiments as match a filter, in its order: joins slices.
  ///
  /// @param limit 1 or more
  default List<Experiment> list(ExperimentFilter filter, int limit) {
    ExperimentSlice slice = slice(filter, limit);
    List<Experiment> found = new ArrayList<>(slice.experiments());
    while (found.size() < limit && slice.next() != null) {
      slice = slice(filter.withBefore(slice.next()), limit - found.size());
      found.addAll(slice.experiments());
    }
    return found;
  }

  /// The attempts of an experiment except the latest, in order.
  List<PastAttempt> attempts(ExperimentId id);

  /// All running experiments, by ordinal.
  List<Claimed> running();

  /// The numbers of experiments by program, priority and status.
  Backlog backlog();

  /// The number of experiments that have not ended; cheaper than [#backlog()].
  long backlogLength();

  /// The paused programs.
  Set<String> paused();

  /// The JSON result of the experiment; empty if there is none.
  Optional<String> result(ExperimentId id);

  /// The earliest due time after the given one: a deferred experiment becomes ready, or a pending
  /// one expires. Empty if there is none.
  Optional<Instant> nextDue(Instant after);

  /// The programs with pending suspects, see [State#suspect()].
  Set<String> suspects();

  /// The experiments of a program to purge, earliest end first: those that ended before the given
  /// time, and those in excess of the given number. Skips marked experiments.
  ///
  /// @param limit 1 or more
  List<ExperimentId> purgeable(
      String program, @Nullable Instant endedBefore, @Nullable Long number, int limit);

  /// The sizes of the files of the ended experiments, by program, from maintained counters.
  Map<String, Long> diskUse();

  /// The ended experiments without a `keep` mark, earliest end first.
  ///
  /// @param program null for all programs
  /// @param limit 1 or more
  List<MeasuredExperiment> oldestEnded(@Nullable String program, int limit);

  /// Ended experiments that are marked for deletion, see [dev.retort.core.State#deleteAtEnd()].
  ///
  /// @param limit 1 or more
  List<ExperimentId> toDelete(int limit);

  /// Whether the experiment with this id was purged.
  default boolean purged(ExperimentId id) {
    return purgedOwner(id).isPresent();
  }

  /// The owner of the experiment with this id, if it was purged.
  Optional<String> purgedOwner(ExperimentId id);

  /// Purged experiments whose files may still exist.
  ///
  /// @param limit 1 or more
  List<ExperimentId> trash(int limit);

  /// The size of the write-ahead log in bytes; 0 for a store without one.
  default long logBytes() {
    return 0;
  }

  /// One line about the store and its durability, for the log and `check`.
  String description();

  @Override
  void close();
}
