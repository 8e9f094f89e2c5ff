package dev.retort.bench.work;

import dev.retort.bench.measure.Bench;
import dev.retort.bench.measure.BenchReport;
import dev.retort.bench.measure.BrokenException;
import dev.retort.bench.measure.Spread;
import dev.retort.bench.measure.Subject;
import dev.retort.bench.measure.Target;
import dev.retort.bench.measure.Workload;
import dev.retort.bench.peer.GnuParallel;
import dev.retort.bench.subject.BenchPrograms;
import dev.retort.client.RemoteExperiment;
import dev.retort.client.RemoteFilter;
import dev.retort.core.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The rate of `/bin/true` from a standing backlog, two runs at a time, with durable exit records,
/// compared with GNU parallel, which stores nothing.
final class Command implements Workload {
  private static final int MANY = 1_000;
  private static final int FEW = 50;

  /// Discarded rounds, until the server's code is compiled.
  private static final int WARM_UP = 24;

  private static final double RATIO = 1.5;

  @Override
  public String name() {
    return "command";
  }

  @Override
  public String what() {
    return "/bin/true, two at a time, against GNU parallel -j2";
  }

  @Override
  public void measure(Bench bench, BenchReport report) throws IOException, InterruptedException {
    int number = bench.settings().either(MANY, FEW);
    Optional<String> missing = GnuParallel.missing(bench);
    try (Subject server = bench.server(name())) {
      List<Double> rates = new ArrayList<>();
      List<Double> peers = new ArrayList<>();
      for (int round = 0; round < WARM_UP; round++) {
        var _ = rate(server, number);
      }
      for (int round = 0; round < bench.rounds(); round++) {
        rates.add(rate(server, number));
        if (missing.isEmpty()) {
          peers.add(number / GnuParallel.seconds(bench, number));
        }
      }
      BrokenException.unlessEqual(
          "experiments that finished",
          (long) number * (WARM_UP + bench.rounds()),
          server.counts(BenchPrograms.COMMAND).finished());
      report.figure("experiments/s", rates);
      if (missing.isEmpty()) {
        report
            .figure("GNU parallel, runs/s", peers)
            .figure("÷ GNU parallel", Spread.ratios(rates, peers), Target.atLeast(RATIO));
      } else {
        report.skip("÷ GNU parallel", missing.get());
      }
      report.note(
          number
              + " in each round, after "
              + WARM_UP
              + " discarded rounds of the same size; results_durable true, proof of the end: "
              + proof(server));
    }
  }

  private static double rate(Subject server, int number) throws IOException, InterruptedException {
    server.fill(BenchPrograms.COMMAND, number);
    return number / server.drain(BenchPrograms.COMMAND);
  }

  private static String proof(Subject server) {
    RemoteExperiment latest =
        server.client().page(RemoteFilter.ALL, null, 1).experiments().getFirst();
    return latest.status() == Status.FINISHED ? String.valueOf(latest.proof()) : "none";
  }
}
