package dev.retort.bench.work;

import dev.retort.bench.measure.Bench;
import dev.retort.bench.measure.BenchReport;
import dev.retort.bench.measure.BrokenException;
import dev.retort.bench.measure.Subject;
import dev.retort.bench.measure.Target;
import dev.retort.bench.measure.Workload;
import dev.retort.bench.subject.BenchPrograms;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The memory of an experiment whose program waits without a thread.
final class Sleepers implements Workload {
  private static final int MANY = 100_000;
  private static final int FEW = 2_000;
  private static final double BYTES = 2_500;

  /// Options that keep free heap from counting as memory of experiments.
  static final List<String> TIGHT_HEAP =
      List.of("-XX:MinHeapFreeRatio=5", "-XX:MaxHeapFreeRatio=10");

  @Override
  public String name() {
    return "sleepers";
  }

  @Override
  public String what() {
    return "waiting async programs: resident memory in excess of the idle server";
  }

  @Override
  public void measure(Bench bench, BenchReport report) throws IOException, InterruptedException {
    int number = bench.settings().either(MANY, FEW);
    List<Double> resident = new ArrayList<>();
    List<Double> heap = new ArrayList<>();
    String collectors = "";
    for (int round = 0; round < bench.rounds(); round++) {
      try (Subject server =
          bench.server(
              name(),
              launch -> launch.withJvm(TIGHT_HEAP.getFirst()).withJvm(TIGHT_HEAP.getLast()))) {
        warmUp(server, number);
        double idleHeap = server.heap();
        double idle = server.resident();
        server.fill(BenchPrograms.SLEEPER, number);
        server.client().resume(BenchPrograms.SLEEPER);
        long running =
            Long.parseLong(server.ask("running " + BenchPrograms.SLEEPER + " " + number));
        BrokenException.unlessEqual("concurrent experiments", number, running);
        heap.add((server.heap() - idleHeap) / number);
        resident.add((server.resident() - idle) / number);
        collectors = server.ask("collectors");
      }
    }
    report
        .figure("resident bytes each", resident, Target.atMost(BYTES))
        .figure("of it heap, bytes each", heap)
        .note(
            number
                + " at a time, each round on a new server, after a full collection; "
                + collectors
                + ", "
                + String.join(" ", TIGHT_HEAP));
  }

  /// Runs the same number of experiments first, so that code, caches and buffers exist before the
  /// first measurement.
  private static void warmUp(Subject server, int number) throws IOException, InterruptedException {
    server.fill(BenchPrograms.NOOP, number);
    double unused = server.drain(BenchPrograms.NOOP);
  }
}
