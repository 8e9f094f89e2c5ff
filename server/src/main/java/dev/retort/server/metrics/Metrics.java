package dev.retort.server.metrics;

import dev.retort.engine.Engine;
import dev.retort.server.access.Scope;
import dev.retort.server.http.Answer;
import dev.retort.server.http.ProblemKind;
import dev.retort.server.http.Route;
import dev.retort.server.http.RouteRequest;
import dev.retort.server.http.Routes;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The metrics of a server and its engine: `GET /metrics`. Engine and server count in plain memory
/// from their start; the first scrape loads Micrometer, which would delay a start otherwise.
/// Thread-safe.
public final class Metrics implements AutoCloseable {
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN = "application/openmetrics-text; version=1.0.0; charset=utf-8";

  /// Two meters of Micrometer whose names `promtool` refuses.
  private static final List<String> AGAINST_THE_NAMING_RULES =
      List.of("process.cpu.time", "system.cpu.count");

  private final Engine engine;
  private final RequestMeter requests = new RequestMeter();
  private final Scrapes scrapes = new Scrapes(this::collect);
  private @Nullable Registered registered;

  /// A registry with the collectors of this server.
  ///
  /// @param gc watches the garbage collector; null if the registry belongs to the application
  private record Registered(
      PrometheusMeterRegistry registry,
      List<MultiCollector> collectors,
      @Nullable JvmGcMetrics gc) {

    void remove() {
      collectors.forEach(registry.getPrometheusRegistry()::unregister);
      if (gc != null) {
        gc.close();
        registry.close();
      }
    }
  }

  /// @param shared the registry of the application, which also has metrics of its own; null for a
  ///   registry of this server with those of the JVM
  public Metrics(Engine engine, @Nullable PrometheusMeterRegistry shared) {
    this.engine = engine;
    if (shared != null) {
      registered = register(shared, null);
    }
  }

  /// Measures the requests of the server.
  public RequestMeter requests() {
    return requests;
  }

  public void addTo(Routes routes) {
    routes.add(
        Route.get("/metrics", "metrics", "Get the metrics for Prometheus")
            .describe(
                "In the text format of Prometheus, or as OpenMetrics if the Accept header names it.")
            .scope(Scope.READ_ALL)
            .produces("text/plain")
            .answers(200, "All metrics", "")
            .produces("application/openmetrics-text")
            .answers(200, "All metrics", "")
            .produces(null)
            .fails(ProblemKind.UNAVAILABLE)
            .does(this::answer));
  }

  private Answer answer(RouteRequest request) throws InterruptedException {
    String accept = request.header("Accept");
    String format = accept != null && accept.contains("application/openmetrics-text") ? OPEN : TEXT;
    return Answer.whole(200, format, ByteBuffer.wrap(scrapes.scrape(format)))
        .with("Cache-Control", "no-store");
  }

  private byte[] collect(String format) {
    return registry().scrape(format).getBytes(StandardCharsets.UTF_8);
  }

  private synchronized PrometheusMeterRegistry registry() {
    Registered known = registered;
    if (known == null) {
      known = own();
      registered = known;
    }
    return known.registry();
  }

  private Registered own() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    AGAINST_THE_NAMING_RULES.forEach(
        name -> registry.config().meterFilter(MeterFilter.denyNameStartsWith(name)));
    JvmGcMetrics gc = new JvmGcMetrics();
    gc.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    return register(registry, gc);
  }

  private Registered register(PrometheusMeterRegistry registry, @Nullable JvmGcMetrics gc) {
    List<MultiCollector> collectors =
        List.of(new EngineCollector(engine), new RequestCollector(requests));
    collectors.forEach(registry.getPrometheusRegistry()::register);
    return new Registered(registry, collectors, gc);
  }

  /// Removes the collectors of this server from the registry of the application.
  @Override
  public synchronized void close() {
    scrapes.close();
    if (registered != null) {
      registered.remove();
      registered = null;
    }
  }
}
