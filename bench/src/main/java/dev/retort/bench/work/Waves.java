package dev.retort.bench.work;

import dev.retort.bench.load.HttpLoad;
import dev.retort.bench.measure.Bench;
import dev.retort.bench.measure.BenchReport;
import dev.retort.bench.measure.BrokenException;
import dev.retort.bench.measure.Subject;
import dev.retort.bench.measure.Target;
import dev.retort.bench.measure.Workload;
import dev.retort.bench.subject.BenchPrograms;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Concurrent programs that each block a thread for five seconds, all posted at the same time.
final class Waves implements Workload {
  private static final double SECONDS = 5.3;

  @Override
  public String name() {
    return "waves";
  }

  @Override
  public String what() {
    return "200 five-second blocking programs posted at once, from the first post to the last end";
  }

  @Override
  public void measure(Bench bench, BenchReport report) throws IOException, InterruptedException {
    try (Subject server = bench.server(name())) {
      var _ = new HttpLoad(server.awaited(BenchPrograms.NOOP), 8).lasting(Duration.ofSeconds(2));
      HttpLoad wave = new HttpLoad(server.awaited(BenchPrograms.BLOCKING), BenchPrograms.WAVE);
      var _ = wave.times(BenchPrograms.WAVE);
      List<Double> seconds = new ArrayList<>();
      for (int round = 0; round < bench.rounds(); round++) {
        seconds.add(wave.times(BenchPrograms.WAVE).took().toNanos() / 1e9);
      }
      BrokenException.unlessEqual(
          "experiments that finished",
          (long) BenchPrograms.WAVE * (1 + bench.rounds()),
          server.counts(BenchPrograms.BLOCKING).finished());
      report
          .figure("first post to last end, s", seconds, Target.atMost(SECONDS))
          .note(
              "measured at 200 clients that wait for the end, each on its own connection; the"
                  + " first wave does not count");
    }
  }
}
