package dev.retort.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/// What runs the engine: its threads, its timers and the monotonic clock. [PlatformThreads] is the
/// real one; the simulator has one that runs everything on one thread, in an order drawn from a
/// seed. Thread-safe.
interface Threads extends AutoCloseable {

  /// Something that goes on for as long as the engine does.
  interface Loop {
    /// Waits until there is something to do, and does it. False at its end.
    boolean step() throws InterruptedException;

    /// Whether a step would find something to do without a wait.
    boolean ready();

    /// Called once when no step follows, whatever ended it.
    void ended();
  }

  /// A loop on its way.
  interface Going {
    void start();

    /// Waits for its end.
    void join() throws InterruptedException;
  }

  /// Something that will be done at its time.
  interface Alarm {
    void cancel();
  }

  /// A loop that gets a thread of its own when it is started.
  Going loop(String name, Loop loop);

  /// Waits for what a loop or other work completes.
  <R> R await(CompletableFuture<R> answer) throws InterruptedException, ExecutionException;

  /// Waits until `done`, at most that long.
  void awaitUntil(Duration atMost, BooleanSupplier done);

  /// Work on files and with the warden; a failure is logged.
  void files(Runnable work);

  /// Work on files and with the warden that must be done: tried again until it succeeds or the
  /// engine stops.
  void persist(String what, Runnable work);

  /// Runs something after a while, unless the engine stops before. Must not block.
  Alarm later(Duration wait, Runnable work);

  /// Cancels the futures of asynchronous programs; once it is closed, on the thread that asks.
  Executor stoppers();

  /// Starts asynchronous programs.
  Executor starters();

  /// The monotonic clock, in nanoseconds.
  long nanoTime();

  /// Ends them, but for the loops; work on files that has begun is waited for.
  @Override
  void close();
}
