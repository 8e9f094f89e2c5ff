package dev.retort.store;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Status;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The writer's copies of experiments that run, so that their end needs no second read. A copy
/// never decides a move: the statement does, and what has no copy is read. Not thread-safe.
final class RunningCopies {
  private static final int LIMIT = 10_000;

  private final Map<ExperimentId, Experiment> copies = new HashMap<>();

  /// Keeps the experiment as it is in the transaction now.
  void keep(Experiment running) {
    if (running.status() == Status.RUNNING
        && (copies.size() < LIMIT || copies.containsKey(running.id()))) {
      copies.put(running.id(), running);
    }
  }

  @Nullable Experiment find(ExperimentId id) {
    return copies.get(id);
  }

  /// Gives the copy back as it was before its end.
  Optional<Experiment> take(ExperimentId id) {
    return Optional.ofNullable(copies.remove(id));
  }

  /// After a rollback: no copy is known to be true.
  void forget() {
    copies.clear();
  }
}
