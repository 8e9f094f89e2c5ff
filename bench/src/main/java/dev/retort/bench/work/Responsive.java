package dev.retort.bench.work;

import dev.retort.bench.load.SteadyLoad;
import dev.retort.bench.measure.Bench;
import dev.retort.bench.measure.BenchReport;
import dev.retort.bench.measure.BrokenException;
import dev.retort.bench.measure.Subject;
import dev.retort.bench.measure.Workload;
import dev.retort.bench.subject.BenchPrograms;
import dev.retort.warden.isolation.Protection;
import java.io.IOException;

/// The effect of programs that occupy every core on answers: 200 posts per second in an open loop,
/// first idle, then with running commands, then with running isolated programs; each with the
/// warden's control group and without one.
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
  public void measure(Bench bench, BenchReport report) throws IOException, InterruptedException {
    Protection protection = Protection.probe();
    String group = protection.cgroup();
    if (protection.group().isEmpty()) {
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

  /// With or without a control group.
  private record Variant(String name, double limit) {}

  private static void measure(Bench bench, BenchReport report, Subject server, Variant variant)
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
