package dev.retort.engine.estimate;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Supplier;

/// The latest finished runs of one program. Thread-safe.
final class RunHistory {
  /// The number of runs that count; older ones say less about the next.
  static final int MOST = 256;

  private final ArrayBlockingQueue<Experiment> ended = new ArrayBlockingQueue<>(MOST);
  private final Map<ExperimentId, PastRun> runs = new LinkedHashMap<>();
  private boolean read;

  /// Adds a run that has ended. Never waits for a reader.
  void add(Experiment experiment) {
    while (!ended.offer(experiment)) {
      ended.poll();
    }
  }

  /// The runs, oldest first; empty if nothing has changed since the last call.
  ///
  /// @param stored reads the finished experiments of the store, newest first
  synchronized Optional<List<PastRun>> changed(Supplier<List<Experiment>> stored) {
    List<Experiment> added = new ArrayList<>();
    boolean first = !read;
    if (first) {
      added.addAll(stored.get().reversed());
      read = true;
    }
    ended.drainTo(added);
    if (added.isEmpty() && !first) {
      return Optional.empty();
    }
    added.forEach(this::keep);
    return Optional.of(List.copyOf(runs.values()));
  }

  private void keep(Experiment experiment) {
    Instant start = experiment.state().startedAt();
    Instant end = experiment.state().endedAt();
    if (experiment.status() != Status.FINISHED || start == null || end == null) {
      return;
    }
    double seconds = Math.max(0, Duration.between(start, end).toNanos() / 1e9);
    runs.putIfAbsent(
        experiment.id(),
        new PastRun(
            experiment.query().sequence().bytes(), experiment.query().parameters(), seconds));
    while (runs.size() > MOST) {
      runs.remove(runs.keySet().iterator().next());
    }
  }
}
