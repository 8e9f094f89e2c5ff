package dev.retort.bench.work;

import dev.retort.bench.measure.Bench;
import dev.retort.bench.measure.BenchReport;
import dev.retort.bench.measure.BrokenException;
import dev.retort.bench.measure.Spread;
import dev.retort.bench.measure.Subject;
import dev.retort.bench.measure.Target;
import dev.retort.bench.measure.Workload;
import dev.retort.bench.sqlite.SqliteFloor;
import dev.retort.bench.subject.BenchPrograms;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The rate of no-ops from a standing backlog, compared with the same changes of rows in plain
/// SQLite.
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
  public void measure(Bench bench, BenchReport report) throws IOException, InterruptedException {
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
                  + " per round; the first "
                  + WARM_UP
                  + " rounds are a warmup and do not count");
    }
  }
}
