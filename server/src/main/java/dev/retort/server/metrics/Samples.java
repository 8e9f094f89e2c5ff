package dev.retort.server.metrics;

import dev.retort.engine.measure.Histogram;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;

/// The samples of one metric while they are gathered: pairs of labels and value. Not thread-safe.
///
/// @param <T> type of a value
final class Samples<T> {
  private final String name;
  private final String help;
  private final List<Sample<T>> all = new ArrayList<>();

  private record Sample<T>(Labels labels, T value) {}

  /// @param name without the ending that the type of a metric adds
  Samples(String name, String help) {
    this.name = name;
    this.help = help;
  }

  /// @param labels names and values in turn
  Samples<T> add(T value, String... labels) {
    all.add(new Sample<>(Labels.of(labels), value));
    return this;
  }

  static MetricSnapshot counter(Samples<Long> samples) {
    var snapshot = CounterSnapshot.builder().name(samples.name).help(samples.help);
    for (Sample<Long> each : samples.all) {
      snapshot.dataPoint(
          CounterDataPointSnapshot.builder().labels(each.labels()).value(each.value()).build());
    }
    return snapshot.build();
  }

  static MetricSnapshot gauge(Samples<Double> samples) {
    var snapshot = GaugeSnapshot.builder().name(samples.name).help(samples.help);
    for (Sample<Double> each : samples.all) {
      snapshot.dataPoint(
          GaugeDataPointSnapshot.builder().labels(each.labels()).value(each.value()).build());
    }
    return snapshot.build();
  }

  static MetricSnapshot histogram(Samples<Histogram.Counts> samples) {
    var snapshot = HistogramSnapshot.builder().name(samples.name).help(samples.help);
    for (Sample<Histogram.Counts> each : samples.all) {
      List<Double> bounds = new ArrayList<>(each.value().bounds());
      bounds.add(Double.POSITIVE_INFINITY);
      snapshot.dataPoint(
          HistogramDataPointSnapshot.builder()
              .labels(each.labels())
              .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, each.value().counts()))
              .sum(each.value().sum())
              .build());
    }
    return snapshot.build();
  }
}
