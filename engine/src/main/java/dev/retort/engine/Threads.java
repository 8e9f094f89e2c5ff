package dev.retort.engine;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// The engine's own threads, all of them platform threads. Thread-safe.
final class Threads implements AutoCloseable {
  private static final int FILE_THREADS = 4;
  private static final int STARTERS = 2;
  private static final int STOPPERS = 4;
  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final Duration LOOK = Duration.ofMillis(10);

  private final ExecutorService files =
      Executors.newFixedThreadPool(
          FILE_THREADS, Thread.ofPlatform().name("retort-files-", 0).daemon().factory());
  private final ExecutorService starters =
      Executors.newFixedThreadPool(
          STARTERS,
          Thread.ofPlatform()
              .name("retort-async-", 0)
              .daemon()
              .priority(Thread.MIN_PRIORITY)
              .factory());
  private final ExecutorService stoppers =
      Executors.newFixedThreadPool(
          STOPPERS, Thread.ofPlatform().name("retort-stop-", 0).daemon().factory());
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().name("retort-timer").daemon().factory());

  Threads() {
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    timer.setRemoveOnCancelPolicy(true);
  }

  /// Work on files and with the warden; a failure is logged.
  void files(Runnable work) {
    try {
      files.execute(() -> {
        try {
          work.run();
        } catch (RuntimeException failed) {
          EngineLog.unexpected("files - work failed", failed);
        }
      });
    } catch (RejectedExecutionException stopped) {
      // what is left undone is found at the next start
    }
  }

  /// Work on files and with the warden that must be done: tried again until it succeeds or the
  /// engine stops.
  void persist(String what, Runnable work) {
    files(() -> {
      try {
        work.run();
      } catch (RuntimeException failed) {
        EngineLog.triedAgain(what, failed);
        later(AGAIN, () -> persist(what, work));
      }
    });
  }

  /// Runs something after a while, unless the engine stops before.
  void later(Duration wait, Runnable work) {
    try {
      var unused = timer.schedule(work, wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException stopped) {
      // what is left undone is found at the next start
    }
  }

  /// Cancels the futures of asynchronous programs.
  ExecutorService stoppers() {
    return stoppers;
  }

  /// Starts asynchronous programs.
  ExecutorService starters() {
    return starters;
  }

  ScheduledExecutorService timer() {
    return timer;
  }

  /// Waits until `done`, at most that long.
  void awaitUntil(Duration atMost, BooleanSupplier done) {
    long end = System.nanoTime() + atMost.toNanos();
    while (!done.getAsBoolean()
        && System.nanoTime() - end < 0
        && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  /// Ends them; work on files that has begun is waited for.
  @Override
  public void close() {
    timer.shutdownNow();
    starters.shutdownNow();
    stoppers.shutdown();
    files.shutdown();
    try {
      if (!files.awaitTermination(30, TimeUnit.SECONDS)) {
        files.shutdownNow();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
