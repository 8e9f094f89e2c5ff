package dev.retort.engine.work;

import dev.retort.core.DeadlineExceededException;
import dev.retort.core.TooManyRequestsException;
import dev.retort.core.UnavailableException;
import dev.retort.warden.linux.ThreadPriority;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Runs the expensive parts of requests: regular expressions, walks of directories, archives,
/// opens of files. Virtual threads share few carriers, and the server stops answering when such
/// work holds them all; here it holds a few platform threads of low priority instead. Clients take
/// turns, so that one with many requests does not delay another. Thread-safe.
///
///     Listing listing = engine.work().call("list the files", () -> WorkFiles.list(directory));
public final class BoundedWork implements AutoCloseable {
  private static final ScopedValue<String> CLIENT = ScopedValue.newInstance();
  private static final ScopedValue<Boolean> WORKER = ScopedValue.newInstance();

  /// For callers outside of any request.
  private static final String APPLICATION = "";

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  /// Reserved, not occupied: regular expressions with back references recurse deeply.
  private static final long STACK_BYTES = 16L << 20;

  private final WorkLimits limits;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final FairQueue<FutureTask<?>> queue;
  private int started;
  private int idle;
  private boolean closed;

  /// A piece of work. It must not read a `ScopedValue` of its caller.
  ///
  /// @param <R> what it returns
  /// @param <E> the checked exception that it throws
  @FunctionalInterface
  public interface Work<R, E extends Exception> {
    /// Long work ends early if its thread is interrupted: nobody waits for its result then.
    R run() throws E;
  }

  public BoundedWork(WorkLimits limits) {
    this.limits = limits;
    this.queue = new FairQueue<>(limits);
  }

  /// Handles a request: calls within it wait in the queue of that client.
  ///
  /// @param client identifies the client, for example its address
  public static void onBehalfOf(String client, Runnable handling) {
    ScopedValue.where(CLIENT, client).run(handling);
  }

  /// Runs a piece of work on a worker and waits for it. On a worker it runs at once.
  ///
  /// @param what what the work does, for messages, for example `list the files`
  /// @throws E what the work throws
  /// @throws TooManyRequestsException if too many pieces of the client wait already
  /// @throws UnavailableException if too many pieces of all clients wait already, or on a stop
  /// @throws DeadlineExceededException if the work has not ended at its deadline; it is interrupted
  public <R, E extends Exception> R call(String what, Work<R, E> work) throws E {
    if (WORKER.isBound()) {
      return work.run();
    }
    String client = CLIENT.orElse(APPLICATION);
    FutureTask<R> job = new FutureTask<>(work::run);
    add(client, job);
    try {
      return job.get(limits.deadline().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException failed) {
      throw BoundedWork.<E>thrown(failed);
    } catch (TimeoutException late) {
      throw new DeadlineExceededException(
          "the server could not " + what + " within " + limits.deadline().toSeconds() + " s");
    } catch (CancellationException stopped) {
      throw stopping();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw stopping();
    } finally {
      if (!job.isDone()) {
        forget(client, job);
      }
    }
  }

  /// The work declares no other checked exception than `E`.
  @SuppressWarnings("unchecked")
  private static <E extends Exception> E thrown(ExecutionException failed) {
    switch (failed.getCause()) {
      case null -> throw new IllegalStateException(failed);
      case Error error -> throw error;
      case RuntimeException unchecked -> throw unchecked;
      case Throwable checked -> {
        return (E) checked;
      }
    }
  }

  private static UnavailableException stopping() {
    return new UnavailableException("the server is stopping", Duration.ofSeconds(5));
  }

  private void add(String client, FutureTask<?> job) {
    lock.lock();
    try {
      if (closed) {
        throw stopping();
      }
      if (queue.isFull(client)) {
        throw new TooManyRequestsException(
            "too many requests of this client wait already (" + limits.waitingPerClient() + ")",
            RETRY_AFTER);
      }
      if (queue.isFull()) {
        throw new UnavailableException("too many requests wait already", RETRY_AFTER);
      }
      queue.add(client, job);
      if (queue.size() > idle && started < limits.workers()) {
        started++;
        Thread.ofPlatform()
            .name("retort-work-" + started)
            .daemon()
            .stackSize(STACK_BYTES)
            .start(() -> ScopedValue.where(WORKER, true).run(this::work));
      } else {
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /// The number of pieces that wait for a worker.
  int waiting() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }

  private void forget(String client, FutureTask<?> job) {
    job.cancel(true);
    lock.lock();
    try {
      queue.remove(client, job);
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    ThreadPriority.lower();
    for (Optional<FairQueue.Taken<FutureTask<?>>> next = next(); next.isPresent(); next = next()) {
      next.get().job().run();
      ended(next.get().client());
    }
  }

  private Optional<FairQueue.Taken<FutureTask<?>>> next() {
    lock.lock();
    try {
      while (!closed) {
        Optional<FairQueue.Taken<FutureTask<?>>> next = queue.take();
        if (next.isPresent()) {
          return next;
        }
        idle++;
        changed.awaitUninterruptibly();
        idle--;
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private void ended(String client) {
    // A job that was cancelled may have left an interrupt behind.
    boolean unused = Thread.interrupted();
    lock.lock();
    try {
      queue.ended(client);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Ends the workers once they have finished what they do. Waiting callers fail.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      queue.clear(job -> job.cancel(false));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
