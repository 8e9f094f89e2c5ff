package dev.retort.server;

import dev.retort.core.RetortException;
import dev.retort.engine.Engine;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// A server that offers an engine over HTTP. Thread-safe.
///
///     try (var server = RetortServer.builder(engine).port(0).start()) {
///       System.out.println(server.uri());
///     }
public final class RetortServer implements AutoCloseable {
  private final Server server;
  private final ServerConnector connector;
  private final RetortServerBuilder setup;
  private final GracefulHandler graceful = new GracefulHandler();

  RetortServer(RetortServerBuilder setup) {
    this.setup = setup;
    Limits limits = setup.limits();
    InetAddress address = address(setup.host());
    refuseOpenDoor(address, setup);
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setName("http");
    threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("http-"));
    server = new Server(threads);
    connector = new ServerConnector(server, new HttpConnectionFactory(http(limits)));
    connector.setHost(setup.host());
    connector.setPort(setup.port());
    connector.setIdleTimeout(limits.idle().toMillis());
    HeaderDeadline deadline = new HeaderDeadline(connector.getScheduler(), limits.headerTime());
    connector.addBean(deadline);
    server.addConnector(connector);
    Gate gate = new Gate(limits, address, setup.names());
    Routes routes =
        Application.routes(
            setup.engine(),
            limits,
            setup.clock(),
            () -> graceful.isShutdown() || !server.isRunning());
    setup.furtherRoutes().forEach(routes::add);
    Api api = new Api(gate, deadline, routes);
    graceful.setHandler(api);
    server.setHandler(graceful);
    server.setErrorHandler(new JettyErrors());
    server.setRequestLog(new AccessLog());
    server.setStopTimeout(setup.stopTimeout().toMillis());
  }

  /// Begins to set up a server for that engine, which stays the caller's to close.
  public static RetortServerBuilder builder(Engine engine) {
    return new RetortServerBuilder(engine);
  }

  /// The paths are taken apart by [Routes] as they were sent, so nothing is decoded before.
  private static HttpConfiguration http(Limits limits) {
    HttpConfiguration http = new HttpConfiguration();
    http.setHttpCompliance(HttpCompliance.RFC9110);
    http.setUriCompliance(UriCompliance.UNSAFE);
    http.setRequestHeaderSize(limits.headerBytes());
    http.setSendServerVersion(false);
    http.setSendDateHeader(true);
    return http;
  }

  private static InetAddress address(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException unknown) {
      throw new RetortException(
          "host must be a name or address of this machine, got \"" + host + '"', unknown);
    }
  }

  private static void refuseOpenDoor(InetAddress address, RetortServerBuilder setup) {
    if (!address.isLoopbackAddress() && !setup.listensWithoutTokens()) {
      throw new RetortException(
          "listening on "
              + setup.host()
              + " lets everyone who reaches it run the programs; listen on 127.0.0.1, or say"
              + " listenWithoutTokens(true) when that is meant");
    }
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
