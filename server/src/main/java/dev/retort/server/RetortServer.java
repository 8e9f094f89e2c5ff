package dev.retort.server;

import dev.retort.core.RetortException;
import dev.retort.engine.Engine;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;

/// Serves the HTTP API of an engine. Thread-safe.
///
///     try (var server = RetortServer.builder(engine).port(0).start()) {
///       System.out.println(server.uri());
///     }
public final class RetortServer implements AutoCloseable {
  private static final int FREE_PORTS_TO_TRY = 10;

  private final Server server;
  private final List<ServerConnector> connectors;
  private final ListenAddress address;
  private final GracefulHandler graceful;
  private final AtomicBoolean draining = new AtomicBoolean();

  RetortServer(RetortServerBuilder setup) {
    address = ListenAddress.of(setup.host(), setup.port(), setup.allowsOtherMachines());
    server = JettySetup.server(setup);
    connectors =
        address.addresses().stream()
            .map(each -> {
              var connector = new ServerConnector(server, JettySetup.http(setup.limits()));
              connector.setHost(each.getHostAddress());
              return connector;
            })
            .toList();
    graceful = JettySetup.connect(server, connectors, setup, address.isLoopback(), draining);
  }

  /// A builder of a server for an engine. The caller remains responsible for closing the engine.
  public static RetortServerBuilder builder(Engine engine) {
    return new RetortServerBuilder(engine);
  }

  /// Does the one-time initialization of the first server in a process, so that another thread can
  /// do it in advance. Blocks.
  public static void warmUp() {
    JettySetup.warmUp();
  }

  RetortServer begin() {
    try {
      listen(address.port() == 0 ? FREE_PORTS_TO_TRY : 1);
      server.start();
      return this;
    } catch (Exception failed) {
      close();
      throw new RetortException(
          "cannot listen on "
              + address.uriHost()
              + ':'
              + address.port()
              + ": "
              + failed.getMessage()
              + "; choose another port, or stop the process that uses it",
          failed);
    }
  }

  /// Opens one port on all addresses. A port that is free on one address may be taken on another.
  private void listen(int ports) throws IOException {
    int port = address.port();
    try {
      for (ServerConnector connector : connectors) {
        connector.setPort(port);
        connector.open();
        port = connector.getLocalPort();
      }
    } catch (IOException taken) {
      connectors.forEach(ServerConnector::close);
      if (ports == 1) {
        throw taken;
      }
      listen(ports - 1);
    }
  }

  /// The URI of the server on this machine, with the actual port and without any base path.
  public URI uri() {
    return URI.create(
        "http://" + address.uriHost() + ':' + connectors.getFirst().getLocalPort() + '/');
  }

  /// Makes `/health/ready` return 503 from now on; all other routes stay available.
  public void drain() {
    draining.set(true);
  }

  /// The number of requests in progress.
  public long underWay() {
    return graceful.getCurrentRequestCount();
  }

  /// Rejects new requests with 503 and waits for requests in progress, up to the stop timeout.
  /// Leaves the engine open.
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
