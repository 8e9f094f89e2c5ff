package dev.retort.server;

import dev.retort.core.RetortException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;

/// A whole server without a socket, for tests of what is built on it: the same routes, limits and
/// errors, called within the process. Thread-safe.
public final class LocalServer implements AutoCloseable {
  private final Server server;
  private final LocalConnector connector;

  LocalServer(RetortServerBuilder setup) {
    server = Wiring.server(setup);
    connector = new LocalConnector(server, Wiring.http(setup.limits()));
    Wiring.connect(server, connector, setup, InetAddress.getLoopbackAddress(), new AtomicBoolean());
  }

  LocalServer begin() {
    try {
      server.start();
      return this;
    } catch (Exception failed) {
      close();
      throw new RetortException("the server did not start: " + failed.getMessage(), failed);
    }
  }

  /// Answers one request. Blocks, at most as long as `atMost`.
  ///
  /// @param request the bytes of an HTTP/1.1 request as text, one character for each byte
  /// @return the whole answer, status line and headers included
  public String call(String request, Duration atMost) {
    try {
      String answer =
          connector.getResponse(request, false, atMost.toMillis(), TimeUnit.MILLISECONDS);
      if (answer == null) {
        throw new RetortException("there was no answer within " + atMost);
      }
      return answer;
    } catch (RetortException known) {
      throw known;
    } catch (Exception failed) {
      throw new RetortException("the request was not answered: " + failed.getMessage(), failed);
    }
  }

  /// Does not touch the engine.
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception failed) {
      throw new RetortException("the server did not stop cleanly: " + failed.getMessage(), failed);
    }
  }
}
