package dev.retort.proof.bench.work;

import dev.retort.proof.bench.Bench;
import dev.retort.proof.bench.BrokenException;
import dev.retort.proof.bench.Report;
import dev.retort.proof.bench.Subject;
import dev.retort.proof.bench.Target;
import dev.retort.proof.bench.Workload;
import dev.retort.proof.bench.load.HttpLoad;
import dev.retort.proof.bench.load.LoadResult;
import dev.retort.proof.bench.sqlite.SqliteFloor;
import dev.retort.proof.bench.subject.BenchPrograms;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// From a POST to the answer that says that the experiment has ended, one at a time; beside it what
/// a commit of a single row takes on the same disk. Three commits are in it: accepted, claimed,
/// ended.
final class Latency implements Workload {
  private static final int MANY = 1_000;
  private static final int FEW = 100;

  /// So many rounds do not count: one at a time, the compiler needs as many before the server runs
  /// as it does from then on.
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
    return "one no-op at a time, POST to its end as a waiting client sees it";
  }

  @Override
  public void measure(Bench bench, Report report) throws IOException, InterruptedException {
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
          .note(
              number
                  + " a round after as many in each of "
                  + WARM_UP
                  + " that are not counted, which warm up");
    }
  }
}
