package dev.retort.engine.threads;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/// The engine's threads, timers and monotonic clock. [PlatformThreads] is the real implementation;
/// the simulator runs everything on one thread, in an order determined by a seed. Thread-safe.
public interface Threads extends AutoCloseable {

  /// Work that runs as long as the engine.
  interface Loop {
    /// Waits for work and does it. Returns false at the end of the loop.
    boolean step() throws InterruptedException;

    /// Whether a step would find work without waiting.
    boolean ready();

    /// Called once after the last step, whatever ended the loop.
    void ended();
  }

  /// A running loop.
  interface Going {
    void start();

    /// Waits for its end.
    void join() throws InterruptedException;
  }

  /// A scheduled action.
  interface Alarm {
    void cancel();
  }

  /// A loop that runs on its own thread once started.
  Going loop(String name, Loop loop);

  /// Waits for a future that a loop or other work completes.
  <R> R await(CompletableFuture<R> answer) throws InterruptedException, ExecutionException;

  /// Waits until `done`, at most for the given time.
  void awaitUntil(Duration atMost, BooleanSupplier done);

  /// Runs work on files or with the warden; logs a failure.
  void files(Runnable work);

  /// Runs mandatory work on files or with the warden: retries until it succeeds or the engine
  /// stops, each time after a longer pause.
  void persist(String what, Runnable work);

  /// Runs an action after a delay, unless the engine stops before. The action must not block.
  Alarm later(Duration wait, Runnable work);

  /// Cancels the futures of asynchronous programs; after the close, on the calling thread.
  Executor stoppers();

  /// Starts asynchronous programs.
  Executor starters();

  /// Runs code of the application, which may block, on a virtual thread. `cancel` interrupts it.
  Alarm detached(String name, Runnable work);

  /// The monotonic clock, in nanoseconds.
  long nanoTime();

  /// Ends all threads except the loops, and waits for work on files that has begun.
  @Override
  void close();
}
