package dev.retort.engine;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Those who wait for an experiment's end. Thread-safe.
final class Watchers {
  private final Map<ExperimentId, List<CompletableFuture<Experiment>>> waiting =
      new ConcurrentHashMap<>();
  private volatile boolean closed;

  /// Tells all who wait that they wait in vain, and those who come later too.
  void close() {
    closed = true;
    for (ExperimentId id : waiting.keySet()) {
      fail(waiting.remove(id));
    }
  }

  private static void fail(@Nullable List<CompletableFuture<Experiment>> all) {
    if (all != null) {
      all.forEach(end -> end.completeExceptionally(new IllegalStateException("stopped")));
    }
  }

  /// A future that [#ended] completes; give it back with [#leave] when you stop waiting.
  CompletableFuture<Experiment> join(ExperimentId id) {
    CompletableFuture<Experiment> end = new CompletableFuture<>();
    waiting.compute(
        id,
        (_, others) -> {
          List<CompletableFuture<Experiment>> all = others == null ? new ArrayList<>(1) : others;
          all.add(end);
          return all;
        });
    if (closed) {
      fail(waiting.remove(id));
    }
    return end;
  }

  void leave(ExperimentId id, CompletableFuture<Experiment> end) {
    waiting.computeIfPresent(
        id,
        (_, others) -> {
          others.remove(end);
          return others.isEmpty() ? null : others;
        });
  }

  void ended(Experiment experiment) {
    List<CompletableFuture<Experiment>> all = waiting.remove(experiment.id());
    if (all != null) {
      all.forEach(end -> end.complete(experiment));
    }
  }
}
