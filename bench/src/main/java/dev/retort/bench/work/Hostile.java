package dev.retort.bench.work;

import dev.retort.bench.load.Request;
import dev.retort.bench.load.SteadyLoad;
import dev.retort.bench.load.WorstClients;
import dev.retort.bench.measure.Bench;
import dev.retort.bench.measure.BenchReport;
import dev.retort.bench.measure.BrokenException;
import dev.retort.bench.measure.Spread;
import dev.retort.bench.measure.Subject;
import dev.retort.bench.measure.Target;
import dev.retort.bench.measure.Workload;
import dev.retort.bench.subject.BenchPrograms;
import dev.retort.client.NewQuery;
import dev.retort.core.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The effect of clients that send their worst on the answers to others: 200 reads of
/// `/health/live` per second in an open loop, first alone, then beside eight clients that send
/// values which match a pattern slowly or explosively, and list a directory of 10,000 files.
final class Hostile implements Workload {
  private static final int PER_SECOND = 200;
  private static final int CONNECTIONS = 64;
  private static final int CLIENTS = 8;
  private static final double LIMIT = 3;
  private static final int PERCENTILE = 99;
  private static final Duration TO_LITTER = Duration.ofMinutes(2);

  @Override
  public String name() {
    return "hostile";
  }

  @Override
  public String what() {
    return "200 GET /health/live a second while eight clients send their worst, against idle";
  }

  @Override
  public void measure(Bench bench, BenchReport report) throws IOException, InterruptedException {
    try (Subject server = bench.server(name())) {
      SteadyLoad health = new SteadyLoad(Request.get(server.uri(), "/health/live"), CONNECTIONS);
      WorstClients.Inputs worst =
          new WorstClients.Inputs(server.uri(), BenchPrograms.CHECKED, litter(server));
      try (WorstClients unused = WorstClients.start(worst, CLIENTS)) {
        double warmUp = p99(health, bench.settings().warmUp());
        report.note("warm-up beside the eight: p99 " + Math.round(warmUp) + " ms");
      }
      List<Double> idle = new ArrayList<>();
      List<Double> beside = new ArrayList<>();
      List<Double> answered = new ArrayList<>();
      for (int round = 0; round < bench.rounds(); round++) {
        idle.add(p99(health, bench.round()));
        try (WorstClients clients = WorstClients.start(worst, CLIENTS)) {
          beside.add(p99(health, bench.round()));
          answered.add((double) clients.answered());
        }
      }
      report
          .figure("health: idle, p99 ms", idle)
          .figure("health: beside the eight, p99 ms", beside)
          .figure("answers to the eight in a round", answered)
          .figure("health: beside ÷ idle", Spread.ratios(beside, idle), Target.atMost(LIMIT));
    }
  }

  private static double p99(SteadyLoad health, Duration time)
      throws IOException, InterruptedException {
    return health.lasting(PER_SECOND, time).latencies().percentile(PERCENTILE);
  }

  private static String litter(Subject server) throws IOException, InterruptedException {
    String id =
        server
            .client()
            .submit(NewQuery.of("litter", "42").withProgram(BenchPrograms.LITTER))
            .experimentId();
    if (server.client().await(id, TO_LITTER).status() != Status.FINISHED) {
      throw new BrokenException("the directory of 10,000 files was not made");
    }
    return id;
  }
}
