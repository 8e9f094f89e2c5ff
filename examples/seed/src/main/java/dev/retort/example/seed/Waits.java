package dev.retort.example.seed;

import dev.retort.core.AsyncCode;
import dev.retort.core.BlockingCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// Programs that take their time and do nothing else; stand-ins for real work.
final class Waits {
  private Waits() {}

  /// Completes with return code 0 after that time and holds no thread until then: what a coroutine
  /// that awaits a sleep does.
  static AsyncCode coroutine(Duration time) {
    Executor later =
        CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS, Runnable::run);
    return _ -> CompletableFuture.supplyAsync(() -> 0, later);
  }

  /// Holds its thread for that time.
  static BlockingCode blocking(Duration time) {
    return _ -> {
      Thread.sleep(time);
      return 0;
    };
  }
}
