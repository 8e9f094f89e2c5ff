package dev.retort.bench.work;

import dev.retort.bench.load.OpenStreams;
import dev.retort.bench.measure.Bench;
import dev.retort.bench.measure.BenchReport;
import dev.retort.bench.measure.BrokenException;
import dev.retort.bench.measure.Subject;
import dev.retort.bench.measure.Target;
import dev.retort.bench.measure.Workload;
import dev.retort.bench.subject.BenchPrograms;
import dev.retort.client.RemoteExperiment;
import dev.retort.client.RemoteFilter;
import dev.retort.core.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The memory of open streams of events, each of an experiment of its own.
final class Streams implements Workload {
  private static final int MANY = 10_000;
  private static final int FEW = 500;
  private static final int WARM_UP = 200;
  private static final double BYTES = 30 << 10;

  /// The maximum of the HTTP server's pool, whose threads come with a burst of requests and go.
  private static final double THREADS = 200;

  private static final double NANOS = 1e9;

  @Override
  public String name() {
    return "streams";
  }

  @Override
  public String what() {
    return "open streams of events: resident memory and threads in excess of the idle server";
  }

  @Override
  public void measure(Bench bench, BenchReport report) throws IOException, InterruptedException {
    int number = bench.settings().either(MANY, FEW);
    List<Double> resident = new ArrayList<>();
    List<Double> heap = new ArrayList<>();
    List<Double> threads = new ArrayList<>();
    List<Double> ends = new ArrayList<>();
    for (int round = 0; round < bench.rounds(); round++) {
      try (Subject server =
              bench.server(
                  name(),
                  launch ->
                      launch
                          .withJvm(Sleepers.TIGHT_HEAP.getFirst())
                          .withJvm(Sleepers.TIGHT_HEAP.getLast()));
          OpenStreams streams = new OpenStreams(server.uri())) {
        server.fill(BenchPrograms.NOOP, number + WARM_UP);
        List<String> paths = paths(server);
        streams.open(paths.subList(0, WARM_UP));
        double idleHeap = server.heap();
        double idle = server.resident();
        double idleThreads = server.threads();
        streams.open(paths.subList(WARM_UP, paths.size()));
        heap.add((server.heap() - idleHeap) / number);
        resident.add((server.resident() - idle) / number);
        threads.add(server.threads() - idleThreads);
        long start = System.nanoTime();
        server.client().set(pending()).cancel();
        int cancelled = streams.ended("\"status\":\"cancelled\"");
        ends.add((System.nanoTime() - start) / NANOS);
        BrokenException.unlessEqual("streams that showed the end", paths.size(), cancelled);
      }
    }
    report
        .figure("resident bytes each", resident, Target.atMost(BYTES))
        .figure("of it heap, bytes each", heap)
        .figure("threads for all", threads, Target.atMost(THREADS))
        .figure("cancel of all to the last end at a reader, s", ends)
        .note(
            number
                + " at a time, each round on a new server, after a full collection; "
                + String.join(" ", Sleepers.TIGHT_HEAP));
  }

  private static RemoteFilter pending() {
    return new RemoteFilter(Status.PENDING, BenchPrograms.NOOP, Map.of());
  }

  private static List<String> paths(Subject server) {
    return server
        .client()
        .list(pending())
        .map(RemoteExperiment::experimentId)
        .map(id -> "/v1/experiments/" + id + "/events")
        .toList();
  }
}
