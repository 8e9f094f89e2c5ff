package dev.retort.bench.work;

import dev.retort.bench.measure.Bench;
import dev.retort.bench.measure.BenchReport;
import dev.retort.bench.measure.Spread;
import dev.retort.bench.measure.Target;
import dev.retort.bench.measure.Workload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The time from the start of the launcher's process to the answer to the first query, on an empty
/// data directory.
final class Start implements Workload {
  private static final double SECONDS = 0.6;

  @Override
  public String name() {
    return "start";
  }

  @Override
  public String what() {
    return "process start to the first accepted query, without and with the AOT cache";
  }

  @Override
  public void measure(Bench bench, BenchReport report) throws IOException, InterruptedException {
    Optional<RetortLauncher> launcher = RetortLauncher.find();
    if (launcher.isEmpty()) {
      report.skip("start", "needs the launcher: run it as `retort bench`");
      return;
    }
    launcher.get().makeCache();
    List<Double> cold = new ArrayList<>();
    List<Double> cached = new ArrayList<>();
    for (int round = 0; round < bench.rounds(); round++) {
      cold.add(launcher.get().secondsToFirstQuery(bench.directory("cold"), false));
      cached.add(launcher.get().secondsToFirstQuery(bench.directory("cached"), true));
    }
    report
        .figure("without the cache, s", cold)
        .figure("with the cache, s", cached, Target.atMost(SECONDS))
        .figure("with ÷ without", Spread.ratios(cached, cold))
        .note("`retort serve -- true` as a user starts it, launcher included");
  }
}
