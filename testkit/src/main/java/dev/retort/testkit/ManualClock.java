package dev.retort.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A wall clock that moves only when a test moves it. Thread-safe.
public final class ManualClock implements InstantSource {
  private Instant now;

  /// A clock that starts at that time.
  public ManualClock(Instant start) {
    now = start;
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  /// Moves the clock; a negative duration sets it back.
  public synchronized void advance(Duration by) {
    now = now.plus(by);
  }
}
