package dev.retort.bench.work;

import dev.retort.bench.load.LoadResult;
import dev.retort.bench.load.SteadyLoad;
import dev.retort.bench.measure.Bench;
import dev.retort.bench.measure.BenchReport;
import dev.retort.bench.measure.BrokenException;
import dev.retort.bench.measure.Spread;
import dev.retort.bench.measure.Subject;
import dev.retort.bench.measure.Target;
import dev.retort.bench.measure.Workload;
import dev.retort.bench.subject.BenchPrograms;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// No-ops at a fixed rate for a minute, each awaited by its client. The latency is the time from
/// the scheduled POST to the answer after the end.
final class Steady implements Workload {
  private static final int PER_SECOND = 1_000;
  private static final int FEW_PER_SECOND = 100;
  private static final int CONNECTIONS = 256;
  private static final int SECONDS = 60;
  private static final int FEW_SECONDS = 2;
  private static final double P99_MILLIS = 50;
  private static final double FLAT = 1.1;
  private static final double MEBIBYTE = 1 << 20;

  @Override
  public String name() {
    return "steady";
  }

  @Override
  public String what() {
    return "1,000 no-ops a second for a minute, POST to end, and memory";
  }

  @Override
  public void measure(Bench bench, BenchReport report) throws IOException, InterruptedException {
    int rate = bench.settings().either(PER_SECOND, FEW_PER_SECOND);
    Duration minute = Duration.ofSeconds(bench.settings().either(SECONDS, FEW_SECONDS));
    try (Subject server = bench.server(name())) {
      SteadyLoad load = new SteadyLoad(server.awaited(BenchPrograms.NOOP), CONNECTIONS);
      long accepted = load.lasting(rate, bench.settings().warmUp()).answered();
      List<Double> p99 = new ArrayList<>();
      List<Double> heaps = new ArrayList<>(List.of(server.heap() / MEBIBYTE));
      List<Double> residents = new ArrayList<>(List.of(server.resident() / MEBIBYTE));
      for (int round = 0; round < bench.rounds(); round++) {
        LoadResult result = load.lasting(rate, minute);
        accepted += result.answered();
        p99.add(result.latencies().percentile(99));
        heaps.add(server.heap() / MEBIBYTE);
        residents.add(server.resident() / MEBIBYTE);
      }
      BrokenException.unlessEqual(
          "experiments that finished", accepted, server.counts(BenchPrograms.NOOP).finished());
      report
          .figure("POST to end, p99 ms", p99, Target.atMost(P99_MILLIS))
          .figure("heap at the start, MiB", starts(heaps))
          .figure("heap at the end, MiB", ends(heaps))
          .figure(
              "heap, end ÷ start", Spread.ratios(ends(heaps), starts(heaps)), Target.atMost(FLAT))
          .figure("RSS at the start, MiB", starts(residents))
          .figure("RSS at the end, MiB", ends(residents))
          .figure(
              "RSS, end ÷ start",
              Spread.ratios(ends(residents), starts(residents)),
              Target.atMost(FLAT))
          .note(
              rate
                  + " per second for "
                  + minute.toSeconds()
                  + " s per round, "
                  + accepted
                  + " in total")
          .note("heap: size of all reachable objects; " + server.ask("collectors"));
    }
  }

  private static List<Double> starts(List<Double> each) {
    return each.subList(0, each.size() - 1);
  }

  private static List<Double> ends(List<Double> each) {
    return each.subList(1, each.size());
  }
}
