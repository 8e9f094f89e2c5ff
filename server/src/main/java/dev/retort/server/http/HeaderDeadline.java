package dev.retort.server.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/// Closes connections whose request head arrives too slowly. The idle timeout is not enough: a
/// client that sends a byte now and then could hold a connection for hours. Thread-safe.
///
/// A head is in progress if bytes have arrived and no request is being handled.
public final class HeaderDeadline extends AbstractLifeCycle implements Connection.Listener {
  private final Map<Connection, ConnectionState> connections = new ConcurrentHashMap<>();
  private final Scheduler scheduler;
  private final Duration limit;

  /// One connection. Only the sweep uses `headSince` and `headStarted`.
  private static final class ConnectionState {
    volatile boolean busy;
    volatile long bytes;
    long headSince;
    boolean headStarted;
  }

  public HeaderDeadline(Scheduler scheduler, Duration limit) {
    this.scheduler = scheduler;
    this.limit = limit;
  }

  @Override
  protected void doStart() {
    scheduleSweep();
  }

  private void scheduleSweep() {
    long interval = Math.clamp(limit.toMillis() / 4, 50, 1_000);
    scheduler.schedule(this::sweep, interval, TimeUnit.MILLISECONDS);
  }

  @Override
  public void onOpened(Connection connection) {
    connections.put(connection, new ConnectionState());
  }

  @Override
  public void onClosed(Connection connection) {
    connections.remove(connection);
  }

  /// The head of this request is complete.
  void headComplete(Request request) {
    Connection connection = request.getConnectionMetaData().getConnection();
    ConnectionState state = connections.get(connection);
    if (state != null) {
      state.busy = true;
      Request.addCompletionListener(
          request,
          _ -> {
            state.bytes = connection.getBytesIn();
            state.busy = false;
          });
    }
  }

  private void sweep() {
    if (isRunning()) {
      connections.forEach(this::check);
      scheduleSweep();
    }
  }

  private void check(Connection connection, ConnectionState state) {
    if (state.busy || connection.getBytesIn() == state.bytes) {
      state.headStarted = false;
    } else if (!state.headStarted) {
      state.headStarted = true;
      state.headSince = System.nanoTime();
    } else if (System.nanoTime() - state.headSince > limit.toNanos()) {
      connections.remove(connection);
      connection.getEndPoint().close();
    }
  }
}
