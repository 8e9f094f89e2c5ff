package dev.retort.engine.commit;

import dev.retort.core.Experiment;
import dev.retort.core.Status;
import dev.retort.core.program.Program;
import dev.retort.engine.measure.Histogram;
import dev.retort.engine.measure.ProgramMeasurements;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Counts what is committed, since the start of the engine. Thread-safe.
public final class CommitMeasures implements CommitEvents.Subscriber {
  private static final double[] SECONDS = {
    0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5
  };
  private static final double[] BATCH = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000};

  private final Map<String, ProgramCounters> programs;
  private final ProgramCounters others = new ProgramCounters();
  private final Histogram seconds = Histogram.withBounds(SECONDS);
  private final Histogram batch = Histogram.withBounds(BATCH);
  private final InstantSource clock;

  public CommitMeasures(Collection<Program> programs, InstantSource clock) {
    this.programs =
        programs.stream()
            .map(Program::name)
            .collect(Collectors.toMap(Function.identity(), _ -> new ProgramCounters()));
    this.clock = clock;
  }

  private ProgramCounters of(Experiment experiment) {
    return programs.getOrDefault(experiment.program(), others);
  }

  @Override
  public void on(CommitEvent event) {
    switch (event) {
      case CommitEvent.Submitted submitted -> of(submitted.experiment()).accepted();
      case CommitEvent.Claimed claimed -> of(claimed.experiment()).claimed(claimed.experiment());
      case CommitEvent.Ended ended -> {
        Experiment experiment = ended.experiment();
        of(experiment).ended(experiment);
        of(experiment).ran(experiment, experiment.status(), experiment.state().endedAt());
      }
      case CommitEvent.Retried retried ->
          of(retried.experiment()).ran(retried.experiment(), Status.FAILED, clock.instant());
      case CommitEvent.Cancelled cancelled ->
          of(cancelled.experiment()).ended(cancelled.experiment());
      case CommitEvent.Expired expired -> of(expired.experiment()).ended(expired.experiment());
      case CommitEvent.HandedBack _,
          CommitEvent.CancelRequested _,
          CommitEvent.Kept _,
          CommitEvent.Purged _,
          CommitEvent.Paused _,
          CommitEvent.Resumed _ -> {}
    }
  }

  @Override
  public void committed(Duration took, int changes) {
    seconds.record(took.toNanos() / 1e9);
    batch.record(changes);
  }

  /// What was counted of a program; of all programs that are not configured together, if this one
  /// is not.
  public ProgramMeasurements read(String program, ProgramMeasurements.Load load) {
    return programs.getOrDefault(program, others).read(program, load);
  }

  /// The durations of the transactions in seconds.
  public Histogram.Counts commitSeconds() {
    return seconds.counts();
  }

  /// The numbers of changes in the transactions.
  public Histogram.Counts commitBatch() {
    return batch.counts();
  }
}
