package dev.retort.server;

import dev.retort.server.access.AccessControl;
import dev.retort.server.events.LiveStreams;
import dev.retort.server.http.AccessLog;
import dev.retort.server.http.ApiHandler;
import dev.retort.server.http.HeaderDeadline;
import dev.retort.server.http.HttpLimits;
import dev.retort.server.http.JettyErrors;
import dev.retort.server.http.RequestGuard;
import dev.retort.server.http.Routes;
import dev.retort.server.metrics.Metrics;
import dev.retort.server.routes.ApiRoutes;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// Assembles a Jetty server: handlers, limits, thread pool. Works with any connector.
final class JettySetup {
  private static final String REFERENCES_PER_CACHE_LINE =
      "org.eclipse.jetty.util.referencesPerCacheLine";

  /// Characters of repeated header fields that Jetty caches per connection. Each character takes 96
  /// bytes of heap: 24 KiB instead of Jetty's default of 96 KiB.
  private static final int FIELD_CACHE = 256;

  static {
    // Padding of Jetty's queues. Without this property Jetty starts the JVM's management to find
    // out.
    if (System.getProperty(REFERENCES_PER_CACHE_LINE) == null) {
      System.setProperty(REFERENCES_PER_CACHE_LINE, "16");
    }
  }

  private JettySetup() {}

  /// Initializes Jetty's classes and their tables once per process. Mutually exclusive with
  /// [#server]: two threads that initialize the same classes in a different order can deadlock.
  static synchronized void warmUp() {
    var unused = new ServerConnector(new Server(), http(HttpLimits.DEFAULTS));
  }

  /// A Jetty server without a connector; its handlers run on virtual threads.
  static synchronized Server server(RetortServerBuilder setup) {
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setName("http");
    threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("http-"));
    Server server = new Server(threads);
    server.setErrorHandler(new JettyErrors(setup.origins()));
    server.setRequestLog(new AccessLog());
    server.setStopTimeout(setup.stopTimeout().toMillis());
    return server;
  }

  /// [Routes] splits paths before decoding, so Jetty must not decode them.
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

  /// Adds the connectors and all handlers. Returns the handler that counts running requests.
  static GracefulHandler connect(
      Server server,
      List<? extends AbstractConnector> connectors,
      RetortServerBuilder setup,
      boolean loopbackOnly,
      AtomicBoolean draining) {
    HttpLimits limits = setup.limits();
    AccessControl access = setup.access(loopbackOnly);
    server.addBean(access);
    HeaderDeadline deadline = new HeaderDeadline(server.getScheduler(), limits.headerTime());
    server.addBean(deadline);
    for (AbstractConnector connector : connectors) {
      connector.setIdleTimeout(limits.idle().toMillis());
      connector.addEventListener(deadline);
      server.addConnector(connector);
    }
    GracefulHandler graceful = new GracefulHandler();
    boolean sockets = connectors.stream().allMatch(ServerConnector.class::isInstance);
    LiveStreams streams =
        ApiRoutes.streams(setup.engine(), setup.clock(), setup.streams().withEndless(sockets));
    server.addBean(streams);
    Routes routes =
        ApiRoutes.of(
            setup.engine(),
            access.shares(),
            limits,
            setup.clock(),
            () -> draining.get() || graceful.isShutdown() || !server.isRunning(),
            setup.withFloor(),
            streams);
    Metrics metrics = metrics(server, setup);
    metrics.addTo(routes);
    graceful.setHandler(
        new ApiHandler(
            new RequestGuard(limits, loopbackOnly, setup.origins()), deadline, access, routes));
    server.setHandler(graceful);
    return graceful;
  }

  private static Metrics metrics(Server server, RetortServerBuilder setup) {
    Metrics metrics = new Metrics(setup.engine(), setup.meters());
    server.setRequestLog(new RequestLog.Collection(server.getRequestLog(), metrics.requests()));
    server.addEventListener(
        new LifeCycle.Listener() {
          @Override
          public void lifeCycleStopped(LifeCycle stopped) {
            metrics.close();
          }
        });
    return metrics;
  }
}
