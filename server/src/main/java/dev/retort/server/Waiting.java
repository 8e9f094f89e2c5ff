package dev.retort.server;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.UnavailableException;
import dev.retort.engine.Engine;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.server.Request;

/// Holds an answer back until an experiment has ended, for as long as the client prefers.
/// Thread-safe.
final class Waiting {
  /// A server that stops lets go of its clients within this.
  private static final Duration SLICE = Duration.ofMillis(500);

  private final Engine engine;
  private final BooleanSupplier stopping;

  Waiting(Engine engine, BooleanSupplier stopping) {
    this.engine = engine;
    this.stopping = stopping;
  }

  /// The experiment as it is when it has ended or the time is up; empty when there is none.
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

  /// An engine that stops waits for nothing any more, but what was accepted is there to see.
  private Optional<Experiment> look(ExperimentId id, Duration slice) throws InterruptedException {
    try {
      return engine.await(id, slice);
    } catch (UnavailableException stops) {
      return engine.find(id);
    }
  }
}
