package dev.retort.engine.commit;

import dev.retort.core.EndDetails;
import dev.retort.core.Experiment;
import dev.retort.core.Reason;
import dev.retort.core.State;
import dev.retort.core.Status;
import dev.retort.engine.measure.EndKind;
import dev.retort.engine.measure.Histogram;
import dev.retort.engine.measure.ProgramMeasurements;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// The counters of one program. Thread-safe.
final class ProgramCounters {
  private static final double[] WAIT = {
    0.01, 0.1, 1, 10, 60, 300, 1_800, 3_600, 21_600, 86_400, 604_800
  };
  private static final double[] RUN = {0.01, 0.1, 1, 5, 30, 60, 300, 1_800, 3_600, 21_600, 86_400};

  private final LongAdder accepted = new LongAdder();
  private final Map<EndKind, LongAdder> ends = new HashMap<>();
  private final Histogram wait = Histogram.withBounds(WAIT);
  private final Map<Status, Histogram> run = new EnumMap<>(Status.class);

  ProgramCounters() {
    for (EndKind kind : EndKind.all()) {
      ends.put(kind, new LongAdder());
      run.computeIfAbsent(kind.status(), _ -> Histogram.withBounds(RUN));
    }
  }

  void accepted() {
    accepted.increment();
  }

  void claimed(Experiment experiment) {
    Instant start = experiment.state().startedAt();
    if (start != null && experiment.state().attempt() == 1) {
      wait.record(seconds(experiment.createdAt(), start));
    }
  }

  /// The experiment ended, during an attempt or before.
  void ended(Experiment experiment) {
    EndDetails end = experiment.state().end();
    LongAdder count = ends.get(new EndKind(experiment.status(), end.reason()));
    if (count != null) {
      count.increment();
    }
  }

  /// An attempt ended.
  ///
  /// @param status that of the attempt
  void ran(Experiment experiment, Status status, @Nullable Instant end) {
    State state = experiment.state();
    Instant start = state.startedAt();
    Histogram seconds = run.get(status);
    if (start != null && end != null && seconds != null && state.end().reason() != Reason.LOST) {
      seconds.record(seconds(start, end));
    }
  }

  /// A wall clock may have been set back in between.
  private static double seconds(Instant from, Instant to) {
    return Math.max(0, Duration.between(from, to).toNanos() / 1e9);
  }

  ProgramMeasurements read(String program, ProgramMeasurements.Load load) {
    Map<EndKind, Long> endCounts = new HashMap<>();
    ends.forEach((kind, count) -> endCounts.put(kind, count.sum()));
    Map<Status, Histogram.Counts> runCounts = new EnumMap<>(Status.class);
    run.forEach((status, seconds) -> runCounts.put(status, seconds.counts()));
    return new ProgramMeasurements(
        program, accepted.sum(), endCounts, wait.counts(), runCounts, load);
  }
}
