package dev.retort.proof.bench.work;

import dev.retort.proof.bench.Bench;
import dev.retort.proof.bench.BrokenException;
import dev.retort.proof.bench.Report;
import dev.retort.proof.bench.Subject;
import dev.retort.proof.bench.Target;
import dev.retort.proof.bench.Workload;
import dev.retort.proof.bench.subject.BenchPrograms;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What an experiment costs in memory while its program waits without a thread.
final class Sleepers implements Workload {
  private static final int MANY = 100_000;
  private static final int FEW = 2_000;
  private static final double BYTES = 2_500;

  /// So that what the collector keeps for later does not count as what the experiments need.
  private static final List<String> TIGHT_HEAP =
      List.of("-XX:MinHeapFreeRatio=5", "-XX:MaxHeapFreeRatio=10");

  @Override
  public String name() {
    return "sleepers";
  }

  @Override
  public String what() {
    return "async programs that wait at once: resident memory over that of the idle server";
  }

  @Override
  public void measure(Bench bench, Report report) throws IOException, InterruptedException {
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
        BrokenException.unlessEqual("experiments that run at once", number, running);
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
                + " at once, each round on a server of its own, after a full collection; "
                + collectors
                + ", "
                + String.join(" ", TIGHT_HEAP));
  }

  /// As many have come and gone, so that code, caches and buffers are there before the first look.
  private static void warmUp(Subject server, int number) throws IOException, InterruptedException {
    server.fill(BenchPrograms.NOOP, number);
    double unused = server.drain(BenchPrograms.NOOP);
  }
}
