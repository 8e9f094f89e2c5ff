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

  /// Longer parameters are too large to keep and parse as predictors.
  private static final int MOST_PARAMETERS = 4_096;

  private final ArrayBlockingQueue<Ended> ended = new ArrayBlockingQueue<>(MOST);
  private final Map<ExperimentId, PastRun> runs = new LinkedHashMap<>();
  private boolean read;

  private record Ended(ExperimentId id, PastRun run) {}

  /// Adds a run that has ended. Never waits for a reader.
  void add(Experiment experiment) {
    finished(experiment)
        .ifPresent(run -> {
          while (!ended.offer(run)) {
            ended.poll();
          }
        });
  }

  /// The runs, oldest first; empty if nothing has changed since the last call.
  ///
  /// @param stored reads the finished experiments of the store, newest first
  synchronized Optional<List<PastRun>> changed(Supplier<List<Experiment>> stored) {
    List<Ended> added = new ArrayList<>();
    boolean first = !read;
    if (first) {
      stored.get().reversed().forEach(each -> finished(each).ifPresent(added::add));
      read = true;
    }
    ended.drainTo(added);
    if (added.isEmpty() && !first) {
      return Optional.empty();
    }
    added.forEach(this::keep);
    return Optional.of(List.copyOf(runs.values()));
  }

  private static Optional<Ended> finished(Experiment experiment) {
    Instant start = experiment.state().startedAt();
    Instant end = experiment.state().endedAt();
    if (experiment.status() != Status.FINISHED || start == null || end == null) {
      return Optional.empty();
    }
    double seconds = Math.max(0, Duration.between(start, end).toNanos() / 1e9);
    String sent = experiment.query().parameters();
    String parameters = sent.length() > MOST_PARAMETERS ? "{}" : sent;
    long length = experiment.query().sequence().bytes();
    return Optional.of(new Ended(experiment.id(), new PastRun(length, parameters, seconds)));
  }

  private void keep(Ended added) {
    runs.putIfAbsent(added.id(), added.run());
    while (runs.size() > MOST) {
      runs.remove(runs.keySet().iterator().next());
    }
  }
}
