package dev.retort.server;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/// Closes connections whose request head comes too slowly: the idle timeout alone lets a client
/// that sends a byte now and then hold a connection for hours. Thread-safe.
///
/// A head is under way when bytes have come and no request is being handled.
final class HeaderDeadline extends AbstractLifeCycle implements Connection.Listener {
  private final Map<Connection, Line> lines = new ConcurrentHashMap<>();
  private final Scheduler scheduler;
  private final Duration limit;

  /// One connection. `since` and `waiting` belong to the sweep alone.
  private static final class Line {
    volatile boolean busy;
    volatile long bytes;
    long since;
    boolean waiting;
  }

  HeaderDeadline(Scheduler scheduler, Duration limit) {
    this.scheduler = scheduler;
    this.limit = limit;
  }

  @Override
  protected void doStart() {
    next();
  }

  private void next() {
    long pause = Math.clamp(limit.toMillis() / 4, 50, 1_000);
    scheduler.schedule(this::sweep, pause, TimeUnit.MILLISECONDS);
  }

  @Override
  public void onOpened(Connection connection) {
    lines.put(connection, new Line());
  }

  @Override
  public void onClosed(Connection connection) {
    lines.remove(connection);
  }

  /// The head of this request is complete.
  void headComplete(Request request) {
    Connection connection = request.getConnectionMetaData().getConnection();
    Line line = lines.get(connection);
    if (line != null) {
      line.busy = true;
      Request.addCompletionListener(
          request,
          _ -> {
            line.bytes = connection.getBytesIn();
            line.busy = false;
          });
    }
  }

  private void sweep() {
    if (isRunning()) {
      lines.forEach(this::check);
      next();
    }
  }

  private void check(Connection connection, Line line) {
    if (line.busy || connection.getBytesIn() == line.bytes) {
      line.waiting = false;
    } else if (!line.waiting) {
      line.waiting = true;
      line.since = System.nanoTime();
    } else if (System.nanoTime() - line.since > limit.toNanos()) {
      lines.remove(connection);
      connection.getEndPoint().close();
    }
  }
}
