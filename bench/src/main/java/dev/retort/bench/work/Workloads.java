package dev.retort.bench.work;

import dev.retort.bench.measure.Workload;
import java.util.List;
import java.util.Optional;

/// All workloads, in the order of the table.
public final class Workloads {
  public static final List<Workload> ALL =
      List.of(
          new Submit(),
          new SubmitPeer(),
          new Responsive(),
          new Hostile(),
          new Drain(),
          new Latency(),
          new Steady(),
          new Depth(),
          new Sleepers(),
          new Streams(),
          new Command(),
          new Waves(),
          new FairTurns(),
          new Start());

  private Workloads() {}

  public static Optional<Workload> named(String name) {
    return ALL.stream().filter(workload -> workload.name().equals(name)).findFirst();
  }
}
