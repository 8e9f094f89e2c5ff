package dev.retort.proof.bench.work;

import dev.retort.proof.bench.Bench;
import dev.retort.proof.bench.BrokenException;
import dev.retort.proof.bench.Report;
import dev.retort.proof.bench.Subject;
import dev.retort.proof.bench.Target;
import dev.retort.proof.bench.Workload;
import dev.retort.proof.bench.load.HttpLoad;
import dev.retort.proof.bench.subject.BenchPrograms;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Programs that each block a thread for five seconds, all posted at once, all running at once.
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
  public void measure(Bench bench, Report report) throws IOException, InterruptedException {
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
              "as 200 clients see it that wait for the end, each on a connection of its own; a first wave is"
                  + " not counted");
    }
  }
}
