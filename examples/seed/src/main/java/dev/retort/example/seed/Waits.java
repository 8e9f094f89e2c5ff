package dev.retort.example.seed;

import dev.retort.core.program.AsyncCode;
import dev.retort.core.program.BlockingCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// Programs that only wait, in place of real work.
final class Waits {
  private Waits() {}

  /// Completes with return code 0 after that time without holding a thread, like a coroutine that
  /// awaits a sleep.
  static AsyncCode coroutine(Duration time) {
    Executor later =
        CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS, Runnable::run);
    return _ -> CompletableFuture.supplyAsync(() -> 0, later);
  }

  /// Blocks its thread for that time.
  static BlockingCode blocking(Duration time) {
    return _ -> {
      Thread.sleep(time);
      return 0;
    };
  }
}
