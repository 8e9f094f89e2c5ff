package dev.retort.bench.work;

import dev.retort.bench.load.HttpLoad;
import dev.retort.bench.load.LoadResult;
import dev.retort.bench.load.SteadyLoad;
import dev.retort.bench.measure.Bench;
import dev.retort.bench.measure.BenchReport;
import dev.retort.bench.measure.BrokenException;
import dev.retort.bench.measure.Processors;
import dev.retort.bench.measure.Spread;
import dev.retort.bench.measure.Subject;
import dev.retort.bench.measure.Target;
import dev.retort.bench.measure.Yardstick;
import dev.retort.bench.subject.BenchPrograms;
import dev.retort.client.NewQuery;
import dev.retort.client.RemoteExperiment;
import dev.retort.client.RetortClient;
import dev.retort.core.Status;
import dev.retort.rig.Pause;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The rounds of [Responsive] against one server. Not thread-safe.
final class ResponsiveRounds {
  static final int PER_SECOND = 200;

  private static final int UNTIL_IT_BURNS_MILLIS = 1_500;
  private static final int SECONDS_TO_START = 60;
  private static final Duration TO_STOP = Duration.ofSeconds(60);

  private final Bench bench;
  private final Subject server;
  private final SteadyLoad load;
  private final List<Double> idle = new ArrayList<>();
  private final List<Double> besideCommands = new ArrayList<>();
  private final List<Double> besideIsolated = new ArrayList<>();
  private final Yardstick yardstick = new Yardstick();
  private final List<Double> alone = new ArrayList<>();
  private final List<Double> computedBeside = new ArrayList<>();
  private final List<Double> unusedIdle = new ArrayList<>();
  private final List<Double> unusedBeside = new ArrayList<>();
  private long accepted;

  ResponsiveRounds(Bench bench, Subject server, SteadyLoad load) {
    this.bench = bench;
    this.server = server;
    this.load = load;
  }

  long accepted() {
    return accepted;
  }

  /// Warms up at the maximum rate: at 200 posts per second, compilation would take minutes.
  void warmUp() throws IOException, InterruptedException {
    HttpLoad load = new HttpLoad(server.form("/", Subject.FORM), Responsive.CONNECTIONS);
    accepted += load.lasting(bench.settings().warmUp()).answered();
  }

  /// p99 in milliseconds.
  double posts(Duration time) throws IOException, InterruptedException {
    LoadResult result = load.lasting(PER_SECOND, time);
    accepted += result.answered();
    return result.latencies().percentile(99);
  }

  void take() throws IOException, InterruptedException {
    alone.add(yardstick.millis());
    Processors processors = new Processors();
    idle.add(posts(bench.round()));
    unusedIdle.add(processors.idle());
    besideCommands.add(beside(BenchPrograms.BURNER));
    besideIsolated.add(beside(BenchPrograms.ISOLATED_BURNER));
  }

  private double beside(String program) throws IOException, InterruptedException {
    RetortClient client = server.client();
    List<String> burning = new ArrayList<>();
    for (int i = 0; i < BenchPrograms.burners(); i++) {
      RemoteExperiment burner = client.submit(NewQuery.of("burn", "42").withProgram(program));
      burning.add(burner.experimentId());
    }
    boolean started =
        Pause.until(SECONDS_TO_START, () -> server.counts(program).running() == burning.size());
    if (!started) {
      throw new BrokenException("not all runs of " + program + " started");
    }
    Pause.millis(UNTIL_IT_BURNS_MILLIS);
    computedBeside.add(yardstick.millis());
    Processors processors = new Processors();
    double p99 = posts(bench.round());
    unusedBeside.add(processors.idle());
    for (String id : burning) {
      client.cancel(id);
    }
    for (String id : burning) {
      if (client.await(id, TO_STOP).status() != Status.CANCELLED) {
        throw new BrokenException("a burner ended before it was stopped: " + id);
      }
    }
    return p99;
  }

  void tell(BenchReport report, String name, double limit) {
    report
        .figure(name + ": idle, p99 ms", idle)
        .figure(name + ": beside commands, p99 ms", besideCommands)
        .figure(name + ": beside isolated, p99 ms", besideIsolated)
        .figure(name + ": a computation, idle, ms", alone)
        .figure(name + ": the same beside, ms", computedBeside)
        .figure(name + ": cores unused at idle, %", unusedIdle)
        .figure(name + ": cores unused beside, %", unusedBeside)
        .figure(
            name + ": commands ÷ idle", Spread.ratios(besideCommands, idle), Target.atMost(limit))
        .figure(
            name + ": isolated ÷ idle", Spread.ratios(besideIsolated, idle), Target.atMost(limit));
  }
}
