package dev.retort.proof.bench.work;

import dev.retort.engine.warden.Protection;
import dev.retort.proof.bench.Bench;
import dev.retort.proof.bench.BrokenException;
import dev.retort.proof.bench.Report;
import dev.retort.proof.bench.Subject;
import dev.retort.proof.bench.Workload;
import dev.retort.proof.bench.load.SteadyLoad;
import dev.retort.proof.bench.subject.BenchPrograms;
import java.io.IOException;

/// What programs that burn every core cost those who post: 200 posts a second, in an open loop,
/// with nothing running, then beside commands that burn, then beside isolated programs that do; all
/// of it with the control group that the warden finds, and without.
final class Responsive implements Workload {
  static final int CONNECTIONS = 64;
  private static final double WITH_GROUP = 1.5;
  private static final double WITHOUT_GROUP = 3;
  private static final String NO_GROUP = "-Ddev.retort.warden.cgroup=none";

  @Override
  public String name() {
    return "responsive";
  }

  @Override
  public String what() {
    return "200 POST/s while every core burns, against idle";
  }

  @Override
  public void measure(Bench bench, Report report) throws IOException, InterruptedException {
    String group = Protection.probe().cgroup();
    if (group.startsWith("none")) {
      report.skip("with a cgroup", "needs a writable control group (" + group + ")");
    } else {
      try (Subject server = bench.server(name())) {
        measure(bench, report, server, new Variant("cgroup", WITH_GROUP));
      }
      report.note("control group: " + group);
    }
    try (Subject server = bench.server(name(), launch -> launch.withJvm(NO_GROUP))) {
      measure(bench, report, server, new Variant("no cgroup", WITHOUT_GROUP));
    }
  }

  /// With or without.
  private record Variant(String name, double limit) {}

  private static void measure(Bench bench, Report report, Subject server, Variant variant)
      throws IOException, InterruptedException {
    SteadyLoad load = new SteadyLoad(server.form("/", Subject.FORM), CONNECTIONS);
    ResponsiveRounds taken = new ResponsiveRounds(bench, server, load);
    taken.warmUp();
    for (int round = 0; round < bench.rounds(); round++) {
      taken.take();
    }
    BrokenException.unlessEqual(
        "experiments in the store",
        taken.accepted(),
        server.counts(BenchPrograms.HELD).pending() + 1);
    taken.tell(report, variant.name(), variant.limit());
  }
}
