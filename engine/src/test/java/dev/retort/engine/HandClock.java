package dev.retort.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// A wall clock that a test moves by hand. Thread-safe.
final class HandClock implements InstantSource {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

  @Override
  public Instant instant() {
    return now.get();
  }

  /// Moves it, and has the engine look at it.
  void advance(Duration by, Engine engine) {
    Instant unused = now.updateAndGet(before -> before.plus(by));
    engine.look();
  }
}
