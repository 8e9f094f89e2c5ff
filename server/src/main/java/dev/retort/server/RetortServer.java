package dev.retort.server;

import dev.retort.core.RetortException;
import dev.retort.engine.Engine;
import java.net.InetAddress;
import java.net.URI;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;

/// A server that offers an engine over HTTP. Thread-safe.
///
///     try (var server = RetortServer.builder(engine).port(0).start()) {
///       System.out.println(server.uri());
///     }
public final class RetortServer implements AutoCloseable {
  private final Server server;
  private final ServerConnector connector;
  private final RetortServerBuilder setup;
  private final GracefulHandler graceful;
  private final AtomicBoolean draining = new AtomicBoolean();

  RetortServer(RetortServerBuilder setup) {
    this.setup = setup;
    InetAddress address =
        ListenAddress.of(setup.host(), setup.port(), setup.listensWithoutTokens()).address();
    server = Wiring.server(setup);
    connector = new ServerConnector(server, Wiring.http(setup.limits()));
    connector.setHost(setup.host());
    connector.setPort(setup.port());
    graceful = Wiring.connect(server, connector, setup, address, draining);
  }

  /// Begins to set up a server for that engine, which stays the caller's to close.
  public static RetortServerBuilder builder(Engine engine) {
    return new RetortServerBuilder(engine);
  }

  /// Does what the first start of a server in a process has to do whatever it serves, so that
  /// somebody can do it meanwhile. Blocks.
  public static void warmUp() {
    Wiring.warmUp();
  }

  RetortServer begin() {
    try {
      server.start();
      return this;
    } catch (Exception failed) {
      close();
      throw new RetortException(
          "cannot listen on "
              + setup.host()
              + ':'
              + setup.port()
              + ": "
              + failed.getMessage()
              + "; choose another port, or stop what uses it",
          failed);
    }
  }

  /// Where it listens, with the port that it really has.
  public URI uri() {
    String host = setup.host();
    String name = host.indexOf(':') >= 0 ? '[' + host + ']' : host;
    return URI.create("http://" + name + ':' + connector.getLocalPort() + '/');
  }

  /// Says at `/health/ready` from now on that nobody should send anything here; all else goes on.
  public void drain() {
    draining.set(true);
  }

  /// How many requests are being answered.
  public long underWay() {
    return graceful.getCurrentRequestCount();
  }

  /// Refuses new requests with 503 and waits for those that are under way, as long as the builder
  /// said. Does not touch the engine.
  public void stop() {
    try {
      server.stop();
    } catch (Exception failed) {
      throw new RetortException("the server did not stop cleanly: " + failed.getMessage(), failed);
    }
  }

  /// The same as [#stop].
  @Override
  public void close() {
    stop();
  }
}
