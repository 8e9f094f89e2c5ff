package dev.retort.proof.bench.work;

import dev.retort.client.ExperimentFilter;
import dev.retort.client.RemoteExperiment;
import dev.retort.core.Status;
import dev.retort.proof.bench.Bench;
import dev.retort.proof.bench.BrokenException;
import dev.retort.proof.bench.Report;
import dev.retort.proof.bench.Spread;
import dev.retort.proof.bench.Subject;
import dev.retort.proof.bench.Target;
import dev.retort.proof.bench.Workload;
import dev.retort.proof.bench.peer.GnuParallel;
import dev.retort.proof.bench.subject.BenchPrograms;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How fast `/bin/true` is run from a standing backlog, two at a time, with durable exit records;
/// against GNU parallel, which runs it bare.
final class Command implements Workload {
  private static final int MANY = 1_000;
  private static final int FEW = 50;

  /// So many rounds do not count: the compiler needs as many before the server runs as it does from
  /// then on.
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
  public void measure(Bench bench, Report report) throws IOException, InterruptedException {
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
              + " a round after as many in each of "
              + WARM_UP
              + " that are not counted; results_durable true, proof of the end: "
              + proof(server));
    }
  }

  private static double rate(Subject server, int number) throws IOException, InterruptedException {
    server.fill(BenchPrograms.COMMAND, number);
    return number / server.drain(BenchPrograms.COMMAND);
  }

  private static String proof(Subject server) {
    RemoteExperiment latest =
        server.client().page(ExperimentFilter.ALL, null, 1).experiments().getFirst();
    return latest.status() == Status.FINISHED ? String.valueOf(latest.proof()) : "none";
  }
}
