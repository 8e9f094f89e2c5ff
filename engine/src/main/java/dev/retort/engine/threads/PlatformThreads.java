package dev.retort.engine.threads;

import dev.retort.engine.log.EngineLog;
import dev.retort.engine.log.FailureStreak;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// The engine's platform threads and the machine's monotonic clock. Thread-safe.
public final class PlatformThreads implements Threads {
  private static final int FILE_THREADS = 4;
  private static final int STARTERS = 2;
  private static final int STOPPERS = 4;
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
      new ThreadPoolExecutor(
          STOPPERS,
          STOPPERS,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofPlatform().name("retort-stop-", 0).daemon().factory(),
          (late, _) -> late.run()); // after the end: the calling thread does the work
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().name("retort-timer").daemon().factory());

  public PlatformThreads() {
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    timer.setRemoveOnCancelPolicy(true);
  }

  @Override
  public Going loop(String name, Loop loop) {
    Thread thread = Thread.ofPlatform().name(name).unstarted(() -> run(loop));
    return new Going() {
      @Override
      public void start() {
        thread.start();
      }

      @Override
      public void join() throws InterruptedException {
        thread.join();
      }
    };
  }

  private static void run(Loop loop) {
    try {
      while (loop.step()) {
        // continue with the next one
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      loop.ended();
    }
  }

  @Override
  public <R> R await(CompletableFuture<R> answer) throws InterruptedException, ExecutionException {
    return answer.get();
  }

  @Override
  public void files(Runnable work) {
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

  @Override
  public void persist(String what, Runnable work) {
    persist(new FailureStreak(what), work);
  }

  private void persist(FailureStreak streak, Runnable work) {
    files(() -> {
      try {
        work.run();
        streak.succeeded();
      } catch (RuntimeException failed) {
        double chance = ThreadLocalRandom.current().nextDouble();
        Duration pause = RetryPauses.STANDARD.after(streak.failed(failed), chance);
        Alarm unused = later(pause, () -> persist(streak, work));
      }
    });
  }

  @Override
  public Alarm later(Duration wait, Runnable work) {
    try {
      ScheduledFuture<?> timed = timer.schedule(work, wait.toMillis(), TimeUnit.MILLISECONDS);
      return () -> timed.cancel(false);
    } catch (RejectedExecutionException stopped) {
      // what is left undone is found at the next start
      return () -> {};
    }
  }

  @Override
  public Alarm detached(String name, Runnable work) {
    return Thread.ofVirtual().name(name).start(work)::interrupt;
  }

  @Override
  public Executor stoppers() {
    return stoppers;
  }

  @Override
  public Executor starters() {
    return starters;
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public void awaitUntil(Duration atMost, BooleanSupplier done) {
    long end = System.nanoTime() + atMost.toNanos();
    while (!done.getAsBoolean()
        && System.nanoTime() - end < 0
        && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

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
