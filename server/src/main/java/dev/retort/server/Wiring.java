package dev.retort.server;

import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// Puts the parts of a server together, whatever its connector is.
final class Wiring {
  private static final String REFERENCES_PER_CACHE_LINE =
      "org.eclipse.jetty.util.referencesPerCacheLine";

  /// How much of the fields that a client repeats its connection remembers, in characters; it takes
  /// 96 bytes of heap for each: 24 KiB instead of Jetty's 96.
  private static final int FIELD_CACHE = 256;

  static {
    // How Jetty pads its queues. Untold, it starts the JVM's management to find out.
    if (System.getProperty(REFERENCES_PER_CACHE_LINE) == null) {
      System.setProperty(REFERENCES_PER_CACHE_LINE, "16");
    }
  }

  private Wiring() {}

  /// Loads Jetty's parts and the tables that they fill once a process. One at a time with
  /// [#server]: two threads that initialise the same classes from different ends can wait for each
  /// other.
  static synchronized void warmUp() {
    var unused = new ServerConnector(new Server(), http(HttpLimits.DEFAULTS));
  }

  /// A Jetty server without a connector yet; its handlers run on virtual threads.
  static synchronized Server server(RetortServerBuilder setup) {
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setName("http");
    threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("http-"));
    Server server = new Server(threads);
    server.setErrorHandler(new JettyErrors());
    server.setRequestLog(new AccessLog());
    server.setStopTimeout(setup.stopTimeout().toMillis());
    return server;
  }

  /// Paths are taken apart by [Routes] as they were sent, so nothing is decoded before.
  static HttpConnectionFactory http(HttpLimits limits) {
    HttpConfiguration http = new HttpConfiguration();
    http.setHttpCompliance(HttpCompliance.RFC9110);
    http.setUriCompliance(UriCompliance.UNSAFE);
    http.setRequestHeaderSize(limits.headerBytes());
    http.setHeaderCacheSize(FIELD_CACHE);
    http.setSendServerVersion(false);
    http.setSendDateHeader(true);
    return new HttpConnectionFactory(http);
  }

  /// Adds the connector and all that stands behind it; gives what counts the requests under way.
  static GracefulHandler connect(
      Server server,
      AbstractConnector connector,
      RetortServerBuilder setup,
      InetAddress address,
      AtomicBoolean draining) {
    HttpLimits limits = setup.limits();
    connector.setIdleTimeout(limits.idle().toMillis());
    HeaderDeadline deadline = new HeaderDeadline(connector.getScheduler(), limits.headerTime());
    connector.addBean(deadline);
    server.addConnector(connector);
    GracefulHandler graceful = new GracefulHandler();
    Routes routes =
        Application.routes(
            setup.engine(),
            limits,
            setup.clock(),
            () -> draining.get() || graceful.isShutdown() || !server.isRunning());
    if (setup.withFloor()) {
      new FloorRoute(setup.engine(), limits).addTo(routes);
    }
    graceful.setHandler(new Api(new Gate(limits, address, setup.names()), deadline, routes));
    server.setHandler(graceful);
    return graceful;
  }
}
