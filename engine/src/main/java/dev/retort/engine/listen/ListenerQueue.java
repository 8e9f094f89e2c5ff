package dev.retort.engine.listen;

import dev.retort.engine.log.EngineLog;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// The events that wait for one listener, and the loop that passes them on. A full queue drops new
/// events and counts them. Thread-safe.
final class ListenerQueue implements Runnable {
  private final EngineListener listener;
  private final int capacity;
  private final Deque<EngineEvent> waiting = new ArrayDeque<>();
  private long missed;
  private boolean closed;
  private volatile boolean done;
  private long failures;

  ListenerQueue(EngineListener listener, int capacity) {
    this.listener = listener;
    this.capacity = capacity;
  }

  /// Adds an event, or counts it as missed. Does not wait.
  synchronized void add(EngineEvent event) {
    if (closed) {
      return;
    }
    if (waiting.size() >= capacity) {
      missed++;
      return;
    }
    tellMissed();
    waiting.add(event);
    notifyAll();
  }

  private void tellMissed() {
    if (missed > 0) {
      waiting.add(new EngineEvent.Missed(missed));
      missed = 0;
    }
  }

  /// The next event; null once the queue is closed and empty.
  private synchronized @Nullable EngineEvent take() throws InterruptedException {
    while (true) {
      EngineEvent next = waiting.poll();
      if (next != null) {
        return next;
      }
      tellMissed();
      if (waiting.isEmpty()) {
        if (closed) {
          return null;
        }
        wait();
      }
    }
  }

  /// Accepts no further events; those that wait are still passed on.
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  synchronized void drop() {
    waiting.clear();
    missed = 0;
  }

  /// Whether the listener receives nothing more.
  boolean done() {
    return done;
  }

  @Override
  public void run() {
    try {
      for (EngineEvent next = take(); next != null; next = take()) {
        pass(next);
      }
    } catch (InterruptedException removed) {
      Thread.currentThread().interrupt();
    } finally {
      done = true;
    }
  }

  private void pass(EngineEvent event) throws InterruptedException {
    try {
      listener.on(event);
    } catch (InterruptedException removed) {
      throw removed;
    } catch (Exception | Error bug) {
      EngineLog.listenerFailed(++failures, bug);
    }
  }
}
