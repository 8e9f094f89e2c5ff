package dev.retort.warden.process;

import dev.retort.warden.client.Launch;
import dev.retort.warden.client.StartResult;
import dev.retort.warden.client.StopCause;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// The attempts whose end is not yet recorded. Thread-safe.
final class AttemptTable implements Attempt.Listener {
  private final AttemptContext context;
  private final Listener listener;
  private final Map<Path, Attempt> running = new ConcurrentHashMap<>();
  private int unreleased;
  private boolean closed;

  /// Receives the end of each attempt; must not block.
  interface Listener {
    /// No process of the attempt is left.
    void emptied(Path directory);

    /// The exit record of the attempt is on disk.
    void ended(Path directory);

    /// Nothing of an ended attempt is left to do.
    void released();
  }

  AttemptTable(AttemptContext context, Listener listener) {
    this.context = context;
    this.listener = listener;
  }

  /// Starts a program and passes the result to `answer` before the listener receives the end.
  ///
  /// @throws IOException if nothing was decided
  void start(Launch launch, Consumer<StartResult> answer) throws IOException {
    context.sampleSoon();
    Attempt attempt = new Attempt(launch, context, this);
    synchronized (this) {
      if (closed) {
        throw new IOException("the warden is about to exit");
      }
      if (running.putIfAbsent(attempt.directory(), attempt) != null) {
        answer.accept(new StartResult.AlreadyDecided());
        return;
      }
    }
    boolean runs = false;
    try {
      StartResult result = attempt.start();
      runs = result instanceof StartResult.Started;
      if (!runs) {
        running.remove(attempt.directory(), attempt);
      }
      answer.accept(result);
    } finally {
      if (!runs) {
        running.remove(attempt.directory(), attempt);
      }
      attempt.answered();
    }
  }

  void stop(Path directory, StopCause cause) {
    Attempt attempt = running.get(directory);
    if (attempt != null) {
      attempt.stop(cause);
    }
  }

  List<Path> running() {
    return new ArrayList<>(running.keySet());
  }

  /// Refuses further starts if nothing runs.
  ///
  /// @return whether starts are refused
  synchronized boolean closeIfIdle() {
    closed = closed || (running.isEmpty() && unreleased == 0);
    return closed;
  }

  /// Rejects further starts, stops all programs, and returns when all ends are recorded.
  void shutDown() throws InterruptedException {
    synchronized (this) {
      closed = true;
    }
    running.values().forEach(attempt -> attempt.stop(StopCause.SHUTDOWN));
    synchronized (this) {
      while (!running.isEmpty() || unreleased > 0) {
        wait(1000);
      }
    }
  }

  @Override
  public void emptied(Attempt attempt) {
    listener.emptied(attempt.directory());
  }

  /// The listener receives the end before the control groups are removed.
  @Override
  public void recorded(Attempt attempt) {
    synchronized (this) {
      running.remove(attempt.directory(), attempt);
      unreleased++;
    }
    listener.ended(attempt.directory());
    attempt.release();
    synchronized (this) {
      unreleased--;
      notifyAll();
    }
    listener.released();
  }
}
