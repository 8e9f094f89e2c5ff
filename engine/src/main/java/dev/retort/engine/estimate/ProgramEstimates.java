package dev.retort.engine.estimate;

import dev.retort.core.Experiment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What is known about the run times and the queue of one program. It is renewed when it is asked
/// for, at most once a second, so that an answer costs next to nothing. Thread-safe.
final class ProgramEstimates {
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final RunHistory history = new RunHistory();
  private final ReentrantLock renewal = new ReentrantLock();
  private volatile @Nullable Known known;

  /// @param times empty if there are too few runs
  /// @param past the run times of past runs, whatever their predictors
  record Known(Instant at, Optional<RunTimes> times, RunTime past, Optional<QueueForecast> queue) {
    /// How often ranges from so few runs hold, at most.
    int percent() {
      return past.interval().map(Interval::percent).orElse(0);
    }
  }

  /// The state of a program, which its estimates depend on.
  ///
  /// @param stored reads the finished experiments of the store, newest first
  /// @param slots how many runs there may be at a time
  /// @param present the present runs
  record Sources(
      Supplier<List<Experiment>> stored, int slots, Supplier<List<Experiment>> present) {}

  void add(Experiment ended) {
    history.add(ended);
  }

  /// What is known. Whoever comes while another caller renews it gets the knowledge of before, or
  /// none.
  Optional<Known> known(Sources sources, Instant now) {
    Known before = known;
    boolean fresh = before != null && Duration.between(before.at(), now).abs().compareTo(FRESH) < 0;
    if (!fresh && renewal.tryLock()) {
      try {
        known = renewed(before, sources, now);
      } finally {
        renewal.unlock();
      }
    }
    return Optional.ofNullable(known);
  }

  private Known renewed(@Nullable Known before, Sources sources, Instant now) {
    Optional<List<PastRun>> changed = history.changed(sources.stored());
    Known learnt =
        before != null && changed.isEmpty() ? before : learnt(changed.orElse(List.of()), now);
    Optional<QueueForecast> queue =
        learnt
            .times()
            .map(times ->
                QueueForecast.of(
                    sources.slots(),
                    sources.present().get().stream()
                        .map(run -> present(times, learnt.past(), run, now))
                        .toList(),
                    learnt.past()));
    return new Known(now, learnt.times(), learnt.past(), queue);
  }

  private static Known learnt(List<PastRun> runs, Instant now) {
    return new Known(now, RunTimes.of(runs), RunTimes.past(runs), Optional.empty());
  }

  /// A run of whose length the past says nothing is taken for any run.
  private static QueueForecast.Present present(
      RunTimes times, RunTime past, Experiment run, Instant now) {
    RunTime time = times.of(run.query().sequence().bytes(), run.query().parameters()).orElse(past);
    return new QueueForecast.Present(time, elapsed(run, now));
  }

  /// The seconds since the start of the latest attempt.
  static double elapsed(Experiment run, Instant now) {
    Instant start = run.state().startedAt();
    return start == null ? 0 : Math.max(0, Duration.between(start, now).toNanos() / 1e9);
  }
}
