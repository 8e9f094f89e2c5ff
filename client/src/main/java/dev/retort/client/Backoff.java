package dev.retort.client;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Exponential backoff between retries, until the total retry time is used up. Not thread-safe.
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(2);

  private final long start = System.nanoTime();
  private final Duration patience;
  private Duration next = FIRST;

  Backoff(Duration patience) {
    this.patience = patience;
  }

  /// The wait before the next retry; null if the retry time is used up.
  ///
  /// @param retryAfter the wait that the server requested; null if none
  @Nullable Duration next(@Nullable Duration retryAfter) {
    Duration wait = retryAfter == null ? next : retryAfter;
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    Duration passed = Duration.ofNanos(System.nanoTime() - start);
    return passed.plus(wait).compareTo(patience) > 0 ? null : wait;
  }

  /// Blocks for this time.
  static void pause(Duration wait) throws InterruptedException {
    boolean released = new CountDownLatch(1).await(wait.toNanos(), TimeUnit.NANOSECONDS);
    assert !released;
  }
}
