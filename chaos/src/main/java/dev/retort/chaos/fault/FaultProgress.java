package dev.retort.chaos.fault;

import dev.retort.chaos.rig.Arena;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Prints the progress of a fault every few seconds until it is closed. Thread-safe.
final class FaultProgress implements AutoCloseable {
  private static final int SECONDS = 10;

  private final CountDownLatch over = new CountDownLatch(1);

  FaultProgress(String fault, Arena arena, Consumer<String> told) {
    long start = System.nanoTime();
    Thread.ofPlatform()
        .daemon()
        .name("progress")
        .start(() -> {
          while (!isOver()) {
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
            told.accept(
                "  %s: %d s, %d rounds, %d queries acknowledged"
                    .formatted(fault, seconds, arena.faults(), arena.acknowledged()));
          }
        });
  }

  private boolean isOver() {
    try {
      return over.await(SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException stopped) {
      return true;
    }
  }

  @Override
  public void close() {
    over.countDown();
  }
}
