package dev.retort.bench.measure;

import dev.retort.core.RetortException;
import java.io.IOException;
import java.time.Duration;

/// Runs workloads one after the other. Not thread-safe.
public final class BenchRun {
  private final Bench bench;

  public BenchRun(BenchSettings settings) {
    this.bench = new Bench(settings);
  }

  /// Runs a workload; a failure does not affect the other workloads.
  public Row run(Workload workload) throws InterruptedException {
    BenchReport report = new BenchReport();
    long start = System.nanoTime();
    String broken = null;
    try {
      workload.measure(bench, report);
    } catch (IOException | RetortException failed) {
      broken = failed.toString();
    }
    return new Row(workload, report, Duration.ofNanos(System.nanoTime() - start), broken);
  }
}
