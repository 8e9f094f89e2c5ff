package dev.retort.client;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// How long to wait before each next try, until the patience is used up. Not thread-safe.
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(2);

  private final long start = System.nanoTime();
  private final Duration patience;
  private Duration next = FIRST;

  Backoff(Duration patience) {
    this.patience = patience;
  }

  /// The wait before the next try; null when there shall be none.
  ///
  /// @param asked what the server asked for; null when it did not say
  @Nullable Duration next(@Nullable Duration asked) {
    Duration wait = asked == null ? next : asked;
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    Duration passed = Duration.ofNanos(System.nanoTime() - start);
    return passed.plus(wait).compareTo(patience) > 0 ? null : wait;
  }

  /// Waits that long.
  static void pause(Duration wait) throws InterruptedException {
    boolean released = new CountDownLatch(1).await(wait.toNanos(), TimeUnit.NANOSECONDS);
    assert !released;
  }
}
