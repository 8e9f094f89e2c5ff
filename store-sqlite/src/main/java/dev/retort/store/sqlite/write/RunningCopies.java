package dev.retort.store.sqlite.write;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Status;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The writer's copies of running experiments, which save a read when they end. A copy never
/// decides a transition; the statement does. Experiments without a copy are read. Not thread-safe.
final class RunningCopies {
  private static final int LIMIT = 10_000;

  private final Map<ExperimentId, Experiment> copies = new HashMap<>();

  /// Stores the present state of an experiment in the transaction.
  void keep(Experiment running) {
    if (running.status() == Status.RUNNING
        && (copies.size() < LIMIT || copies.containsKey(running.id()))) {
      copies.put(running.id(), running);
    }
  }

  @Nullable Experiment find(ExperimentId id) {
    return copies.get(id);
  }

  /// Removes and returns the copy.
  Optional<Experiment> take(ExperimentId id) {
    return Optional.ofNullable(copies.remove(id));
  }

  /// Discards all copies after a rollback, because they may be wrong.
  void forget() {
    copies.clear();
  }
}
