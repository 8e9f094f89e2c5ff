package dev.retort.proof.bench.work;

import dev.retort.proof.bench.Bench;
import dev.retort.proof.bench.BrokenException;
import dev.retort.proof.bench.Report;
import dev.retort.proof.bench.Spread;
import dev.retort.proof.bench.Subject;
import dev.retort.proof.bench.Target;
import dev.retort.proof.bench.Workload;
import dev.retort.proof.bench.sqlite.SqliteFloor;
import dev.retort.proof.bench.subject.BenchPrograms;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// How fast a standing backlog of no-ops is run, and how fast SQLite makes the same changes to its
/// rows when nothing else is done.
final class Drain implements Workload {
  private static final int MANY = 50_000;
  private static final int FEW = 2_000;
  private static final int WARM_UP = 3;
  private static final double PER_SECOND = 40_000;
  private static final double RATIO = 0.25;

  @Override
  public String name() {
    return "drain";
  }

  @Override
  public String what() {
    return "no-op async programs from a standing backlog, against SQLite alone";
  }

  @Override
  public void measure(Bench bench, Report report) throws IOException, InterruptedException {
    int number = bench.settings().either(MANY, FEW);
    try (Subject server = bench.server(name())) {
      List<Double> rates = new ArrayList<>();
      List<Double> floors = new ArrayList<>();
      for (int round = -WARM_UP; round < bench.rounds(); round++) {
        double floor = number / new SqliteFloor(bench.directory("sqlite")).seconds(number);
        server.fill(BenchPrograms.NOOP, number);
        double rate = number / server.drain(BenchPrograms.NOOP);
        if (round >= 0) {
          floors.add(floor);
          rates.add(rate);
        }
      }
      BrokenException.unlessEqual(
          "experiments that finished",
          (long) number * (WARM_UP + bench.rounds()),
          server.counts(BenchPrograms.NOOP).finished());
      report
          .figure("experiments/s", rates, Target.atLeast(PER_SECOND))
          .figure("SQLite alone, rows/s", floors)
          .figure("÷ SQLite alone", Spread.ratios(rates, floors), Target.atLeast(RATIO))
          .note(
              number
                  + " a round; the first "
                  + WARM_UP
                  + " of each, which are not counted, warm up");
    }
  }
}
