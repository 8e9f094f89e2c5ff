package dev.retort.server.routes;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.UnavailableException;
import dev.retort.engine.Engine;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.server.Request;

/// Delays an answer until an experiment has ended, up to the time that the client prefers.
/// Thread-safe.
final class EndWait {
  /// A stopping server ends all waits within this time.
  private static final Duration SLICE = Duration.ofMillis(500);

  private final Engine engine;
  private final BooleanSupplier stopping;

  EndWait(Engine engine, BooleanSupplier stopping) {
    this.engine = engine;
    this.stopping = stopping;
  }

  /// Returns the experiment once it has ended or the time is up; empty if it does not exist.
  Optional<Experiment> await(Request request, ExperimentId id, Duration atMost)
      throws InterruptedException {
    request.addIdleTimeoutListener(_ -> false);
    long end = System.nanoTime() + atMost.toNanos();
    while (true) {
      long left = Math.max(0, end - System.nanoTime());
      Duration slice = Duration.ofNanos(Math.min(left, SLICE.toNanos()));
      Optional<Experiment> now = look(id, slice);
      boolean ended = now.isEmpty() || now.get().status().ended();
      if (ended || left == 0 || stopping.getAsBoolean() || !engine.ready()) {
        return now;
      }
    }
  }

  /// A stopping engine no longer waits, but still finds accepted experiments.
  private Optional<Experiment> look(ExperimentId id, Duration slice) throws InterruptedException {
    try {
      return engine.await(id, slice);
    } catch (UnavailableException engineStops) {
      return engine.find(id);
    }
  }
}
