package dev.retort.bench.work;

import dev.retort.bench.load.HttpLoad;
import dev.retort.bench.load.LoadResult;
import dev.retort.bench.measure.Bench;
import dev.retort.bench.measure.BenchReport;
import dev.retort.bench.measure.BrokenException;
import dev.retort.bench.measure.Spread;
import dev.retort.bench.measure.Subject;
import dev.retort.bench.measure.Target;
import dev.retort.bench.measure.Workload;
import dev.retort.bench.subject.BenchPrograms;
import dev.retort.client.RemoteBacklog.Counts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The cost of durability: alternates between the form POST to `/` and the route of the same server
/// that parses the form and answers without storing it.
final class Submit implements Workload {
  static final int CONNECTIONS = 64;

  private static final double RATIO = 0.7;
  private static final double P99_MILLIS = 10;
  private static final int PERCENT = 100;

  @Override
  public String name() {
    return "submit";
  }

  @Override
  public String what() {
    return "form POST /, 64 connections, against parsing and answering alone";
  }

  @Override
  public void measure(Bench bench, BenchReport report) throws IOException, InterruptedException {
    try (Subject server = bench.server(name())) {
      HttpLoad durable = new HttpLoad(server.form("/", Subject.FORM), CONNECTIONS);
      HttpLoad floor = new HttpLoad(server.form("/floor", Subject.FORM), CONNECTIONS);
      Duration warm = bench.settings().warmUp();
      long accepted = new HttpLoad(server.form("/", Subject.FORM), 1).times(1).answered();
      var _ = floor.lasting(warm);
      accepted += durable.lasting(warm).answered();
      List<LoadResult> floors = new ArrayList<>();
      List<LoadResult> durables = new ArrayList<>();
      for (int round = 0; round < bench.rounds(); round++) {
        floors.add(floor.lasting(bench.round()));
        LoadResult result = durable.lasting(bench.round());
        durables.add(result);
        accepted += result.answered();
      }
      Counts counts = server.counts(BenchPrograms.HELD);
      BrokenException.unlessEqual(
          "experiments in the store", accepted, counts.pending() + counts.running());
      List<Double> rates = durables.stream().map(LoadResult::perSecond).toList();
      List<Double> floorRates = floors.stream().map(LoadResult::perSecond).toList();
      report
          .figure("durable, requests/s", rates)
          .figure("floor, requests/s", floorRates)
          .figure("durable ÷ floor", Spread.ratios(rates, floorRates), Target.atLeast(RATIO))
          .figure(
              "durable, p99 ms",
              durables.stream().map(each -> each.latencies().percentile(99)).toList(),
              Target.atMost(P99_MILLIS))
          .figure(
              "floor, p99 ms",
              floors.stream().map(each -> each.latencies().percentile(99)).toList())
          .figure(
              "generator at the floor, % of a core",
              floors.stream().map(each -> PERCENT * each.generatorShare()).toList())
          .note(accepted + " accepted, and the same number in the store");
    }
  }
}
