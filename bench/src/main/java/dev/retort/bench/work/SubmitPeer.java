package dev.retort.bench.work;

import dev.retort.bench.load.HttpLoad;
import dev.retort.bench.load.LoadResult;
import dev.retort.bench.load.Request;
import dev.retort.bench.measure.Bench;
import dev.retort.bench.measure.BenchReport;
import dev.retort.bench.measure.BrokenException;
import dev.retort.bench.measure.Spread;
import dev.retort.bench.measure.Subject;
import dev.retort.bench.measure.Target;
import dev.retort.bench.measure.Workload;
import dev.retort.bench.peer.FastApiApp;
import dev.retort.bench.subject.BenchPrograms;
import dev.retort.client.RemoteBacklog.Counts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The load of [Submit], alternating with a FastAPI app that holds all data in memory.
final class SubmitPeer implements Workload {
  private static final double RATIO = 4;

  @Override
  public String name() {
    return "submit-peer";
  }

  @Override
  public String what() {
    return "the load of submit, against a FastAPI app in memory (with --peers)";
  }

  @Override
  public void measure(Bench bench, BenchReport report) throws IOException, InterruptedException {
    Optional<String> missing = FastApiApp.missing(bench);
    if (missing.isPresent()) {
      report.skip("all", missing.get());
      return;
    }
    try (Subject server = bench.server(name());
        FastApiApp app = FastApiApp.start(bench)) {
      HttpLoad ours = new HttpLoad(server.form("/", Subject.FORM), Submit.CONNECTIONS);
      HttpLoad theirs =
          new HttpLoad(Request.form(app.uri(), "/", Subject.FORM), Submit.CONNECTIONS);
      long accepted = ours.lasting(bench.settings().warmUp()).answered();
      List<Double> rates = new ArrayList<>();
      List<Double> peers = new ArrayList<>();
      for (int round = 0; round < bench.rounds(); round++) {
        peers.add(theirs.lasting(bench.round()).perSecond());
        app.settle();
        LoadResult result = ours.lasting(bench.round());
        rates.add(result.perSecond());
        accepted += result.answered();
      }
      Counts counts = server.counts(BenchPrograms.HELD);
      BrokenException.unlessEqual(
          "experiments in the store", accepted, counts.pending() + counts.running());
      report
          .figure("durable, requests/s", rates)
          .figure("FastAPI in memory, requests/s", peers)
          .figure("÷ FastAPI", Spread.ratios(rates, peers), Target.atLeast(RATIO));
    }
  }
}
