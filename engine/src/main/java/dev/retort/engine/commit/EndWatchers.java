package dev.retort.engine.commit;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The futures of callers that wait for the end of an experiment. Thread-safe.
public final class EndWatchers implements CommitEvents.Subscriber {
  private final Map<ExperimentId, List<CompletableFuture<Experiment>>> waiting =
      new ConcurrentHashMap<>();
  private volatile boolean closed;

  /// Fails the future of every present and later caller.
  public void close() {
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

  /// A future that [#ended] completes; call [#leave] to stop waiting.
  public CompletableFuture<Experiment> join(ExperimentId id) {
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

  public void leave(ExperimentId id, CompletableFuture<Experiment> end) {
    waiting.computeIfPresent(
        id,
        (_, others) -> {
          others.remove(end);
          return others.isEmpty() ? null : others;
        });
  }

  /// An experiment that ends in the backlog ends here. `Runs` announces the end of an attempt, once
  /// its final record is written.
  @Override
  public void on(CommitEvent event) {
    if (event instanceof CommitEvent.Cancelled cancelled) {
      ended(cancelled.experiment());
    } else if (event instanceof CommitEvent.Expired expired) {
      ended(expired.experiment());
    }
  }

  /// Completes the futures for this experiment.
  public void ended(Experiment experiment) {
    List<CompletableFuture<Experiment>> all = waiting.remove(experiment.id());
    if (all != null) {
      all.forEach(end -> end.complete(experiment));
    }
  }
}
