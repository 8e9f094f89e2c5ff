package dev.retort.engine;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.RetortException;
import dev.retort.core.UnavailableException;
import dev.retort.core.store.Store;
import dev.retort.engine.commit.EndWatchers;
import dev.retort.engine.threads.Threads;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Waits for the ends of experiments. Thread-safe.
final class EndFutures {
  private final Store store;
  private final EndWatchers watchers;
  private final Threads threads;

  EndFutures(Store store, EndWatchers watchers, Threads threads) {
    this.store = store;
    this.watchers = watchers;
    this.threads = threads;
  }

  /// See [Engine#await(ExperimentId)].
  Experiment await(ExperimentId id) throws InterruptedException {
    while (true) {
      Experiment experiment =
          await(id, Duration.ofDays(1))
              .orElseThrow(() -> new RetortException("there is no experiment " + id));
      if (experiment.status().ended()) {
        return experiment;
      }
    }
  }

  /// See [Engine#await(ExperimentId, Duration)].
  Optional<Experiment> await(ExperimentId id, Duration atMost) throws InterruptedException {
    CompletableFuture<Experiment> end = watchers.join(id);
    try {
      Optional<Experiment> now = store.find(id);
      if (now.isEmpty() || now.get().status().ended()) {
        return now;
      }
      return Optional.of(end.get(atMost.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException stillRunning) {
      return store.find(id);
    } catch (ExecutionException closed) {
      throw stopping();
    } finally {
      watchers.leave(id, end);
    }
  }

  /// See [Engine#whenEnded].
  CompletableFuture<Experiment> whenEnded(ExperimentId id) {
    CompletableFuture<Experiment> end = watchers.join(id);
    CompletableFuture<Experiment> answer = new CompletableFuture<>();
    var unused = end.whenComplete((experiment, closed) -> pass(experiment, closed, answer));
    var unusedToo =
        answer.whenComplete((_, _) -> watchers.leave(id, end)); // also if it is cancelled
    try {
      Optional<Experiment> now = store.find(id);
      if (now.isEmpty()) {
        answer.completeExceptionally(new RetortException("there is no experiment " + id));
      } else if (now.get().status().ended()) {
        answer.complete(now.get());
      }
    } catch (RuntimeException failed) {
      answer.completeExceptionally(failed);
    }
    return answer;
  }

  /// The application's code must not run on the threads that complete `end`: they answer commits.
  private void pass(
      Experiment experiment, @Nullable Throwable closed, CompletableFuture<Experiment> answer) {
    Threads.Alarm unused =
        threads.detached(
            "retort-ended",
            () -> {
              if (closed == null) {
                answer.complete(experiment);
              } else {
                answer.completeExceptionally(stopping());
              }
            });
  }

  private static UnavailableException stopping() {
    return new UnavailableException("the server is stopping", Duration.ofSeconds(5));
  }
}
