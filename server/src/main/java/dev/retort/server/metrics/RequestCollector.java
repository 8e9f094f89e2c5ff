package dev.retort.server.metrics;

import dev.retort.engine.measure.Histogram;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/// The metrics of the HTTP server. Thread-safe.
final class RequestCollector implements MultiCollector {
  private final RequestMeter meter;

  RequestCollector(RequestMeter meter) {
    this.meter = meter;
  }

  @Override
  public MetricSnapshots collect() {
    Samples<Histogram.Counts> samples =
        new Samples<>(
            "retort_http_request_seconds",
            "Time from the headers of a request to the end of its answer, with the wait that it asks"
                + " for");
    meter
        .read()
        .forEach((kind, counts) ->
            samples.add(
                counts,
                "method",
                kind.method(),
                "route",
                kind.route(),
                "status",
                Integer.toString(kind.status())));
    return MetricSnapshots.of(Samples.histogram(samples));
  }
}
