package dev.retort.bench.work;

import dev.retort.bench.load.HttpLoad;
import dev.retort.bench.load.LoadResult;
import dev.retort.bench.measure.Bench;
import dev.retort.bench.measure.BenchReport;
import dev.retort.bench.measure.BrokenException;
import dev.retort.bench.measure.Subject;
import dev.retort.bench.measure.Target;
import dev.retort.bench.measure.Workload;
import dev.retort.bench.sqlite.SqliteFloor;
import dev.retort.bench.subject.BenchPrograms;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The time from a POST to the answer after the experiment's end, for one experiment at a time,
/// compared with single-row commits on the same disk. An experiment has three commits: accepted,
/// claimed, ended.
final class Latency implements Workload {
  private static final int MANY = 1_000;
  private static final int FEW = 100;

  /// Discarded rounds, until the server's code is compiled.
  private static final int WARM_UP = 12;

  private static final int COMMITS = 3;
  private static final double REST_MILLIS = 2;
  private static final int MEDIAN = 50;

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public String what() {
    return "one no-op at a time, from the POST to its end, at a waiting client";
  }

  @Override
  public void measure(Bench bench, BenchReport report) throws IOException, InterruptedException {
    int number = bench.settings().either(MANY, FEW);
    try (Subject server = bench.server(name())) {
      HttpLoad load = new HttpLoad(server.awaited(BenchPrograms.NOOP), 1);
      long accepted = load.times(WARM_UP * number).answered();
      List<Double> ends = new ArrayList<>();
      List<Double> commits = new ArrayList<>();
      List<Double> rests = new ArrayList<>();
      for (int round = 0; round < bench.rounds(); round++) {
        double commit =
            new SqliteFloor(bench.directory("sqlite")).commits(number).percentile(MEDIAN);
        LoadResult result = load.times(number);
        double end = result.latencies().percentile(MEDIAN);
        accepted += result.answered();
        commits.add(commit);
        ends.add(end);
        rests.add(end - COMMITS * commit);
      }
      BrokenException.unlessEqual(
          "experiments that finished", accepted, server.counts(BenchPrograms.NOOP).finished());
      report
          .figure("POST to end, p50 ms", ends)
          .figure("commit of one row, p50 ms", commits)
          .figure("POST to end less 3 commits, ms", rests, Target.atMost(REST_MILLIS))
          .note(number + " in each round, after " + WARM_UP + " discarded rounds of the same size");
    }
  }
}
