package dev.retort.engine.log;

import java.util.concurrent.atomic.AtomicInteger;

/// The failures in a row of work that is tried again: logs the first with its stack trace, counts
/// the others, and logs their number once the work succeeds. Thread-safe.
public final class FailureStreak {
  private final String what;
  private final AtomicInteger failures = new AtomicInteger();

  /// @param what the work, for example `dispatcher - claims`
  public FailureStreak(String what) {
    this.what = what;
  }

  /// Counts a failure, and returns the length of the streak with it.
  public int failed(Throwable cause) {
    int count = failures.incrementAndGet();
    EngineLog.failedInARow(what, count, cause);
    return count;
  }

  /// Ends the streak.
  public void succeeded() {
    int count = failures.getAndSet(0);
    if (count > 0) {
      EngineLog.succeededAfter(what, count);
    }
  }

  public int length() {
    return failures.get();
  }
}
