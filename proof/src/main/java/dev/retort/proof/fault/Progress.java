package dev.retort.proof.fault;

import dev.retort.proof.rig.Arena;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Tells whoever waits how far a fault has got, every few seconds until it is closed. Thread-safe.
final class Progress implements AutoCloseable {
  private static final int SECONDS = 10;

  private final CountDownLatch over = new CountDownLatch(1);

  Progress(String fault, Arena arena, Consumer<String> told) {
    long start = System.nanoTime();
    Thread.ofPlatform()
        .daemon()
        .name("progress")
        .start(() -> {
          while (!isOver()) {
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
            told.accept(
                "  %s: %d s, %d times so far, %d queries acknowledged"
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
