package dev.retort.engine.estimate;

import dev.retort.core.Experiment;
import dev.retort.core.Status;
import dev.retort.core.program.Limits;
import dev.retort.core.program.NodeCapacity;
import dev.retort.core.program.Program;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.core.store.Store;
import dev.retort.engine.commit.CommitEvent;
import dev.retort.engine.commit.CommitEvents;
import dev.retort.engine.estimate.Estimate.Span;
import dev.retort.engine.estimate.ProgramEstimates.Known;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Estimates when experiments start and end, from the finished runs of their programs. Thread-safe.
public final class Estimator implements CommitEvents.Subscriber {
  private final Parts parts;
  private final Map<String, Program> programs;
  private final Map<String, ProgramEstimates> estimates;

  /// @param running the present runs of a program on this node
  /// @param totals what the programs of this node share
  public record Parts(
      Store store,
      Function<String, List<Experiment>> running,
      NodeCapacity totals,
      InstantSource clock) {}

  /// The forecast of a program.
  ///
  /// @param runSeconds how long a run takes; null if the past says nothing
  /// @param nextStart when a query that is accepted now would start
  /// @param empty when the last experiment that is pending now ends; null if none is pending
  public record Forecast(
      @Nullable Interval runSeconds, @Nullable Span nextStart, @Nullable Span empty) {
    /// Nothing to say.
    public static final Forecast NONE = new Forecast(null, null, null);
  }

  public Estimator(Collection<Program> programs, Parts parts) {
    this.parts = parts;
    this.programs = programs.stream().collect(Collectors.toMap(Program::name, Function.identity()));
    this.estimates =
        programs.stream().collect(Collectors.toMap(Program::name, _ -> new ProgramEstimates()));
  }

  /// Adds a finished run; neither reads nor computes.
  @Override
  public void on(CommitEvent event) {
    if (event instanceof CommitEvent.Ended ended
        && ended.experiment().status() == Status.FINISHED) {
      ProgramEstimates program = estimates.get(ended.experiment().program());
      if (program != null) {
        program.add(ended.experiment());
      }
    }
  }

  private Optional<Known> known(String name, Instant now) {
    Program program = programs.get(name);
    ProgramEstimates all = estimates.get(name);
    if (program == null || all == null) {
      return Optional.empty();
    }
    return all.known(
        new ProgramEstimates.Sources(
            () -> finished(name), slots(program), () -> parts.running().apply(name)),
        now);
  }

  private List<Experiment> finished(String program) {
    ExperimentFilter filter =
        ExperimentFilter.ALL.withProgram(program).withStatuses(Set.of(Status.FINISHED));
    return parts.store().list(filter, RunHistory.MOST);
  }

  private int slots(Program program) {
    Limits limits = program.settings().limits();
    double byCpus = limits.cpus() == 0 ? Limits.UNLIMITED : parts.totals().cpus() / limits.cpus();
    Long memory = limits.memory();
    double byMemory = memory == null ? Limits.UNLIMITED : (double) parts.totals().memory() / memory;
    return (int) Math.max(1, Math.min(limits.concurrency(), Math.min(byCpus, byMemory)));
  }

  /// The estimate of an experiment that nothing but the queue keeps from running.
  public Estimate of(Experiment experiment) {
    if (experiment.status().ended()) {
      return Estimate.NONE;
    }
    Instant now = parts.clock().instant();
    return known(experiment.program(), now)
        .map(known ->
            experiment.status() == Status.RUNNING
                ? running(experiment, known, now)
                : pending(experiment, known, now))
        .orElse(Estimate.NONE);
  }

  private static Optional<RunTime> time(Experiment experiment, Known known) {
    return known
        .times()
        .flatMap(times ->
            times.of(experiment.query().sequence().bytes(), experiment.query().parameters()));
  }

  private static Estimate running(Experiment experiment, Known known, Instant now) {
    double elapsed = ProgramEstimates.elapsed(experiment, now);
    Span end =
        time(experiment, known)
            .flatMap(time -> time.longerThan(elapsed))
            .map(whole -> Span.of(now, whole.minus(elapsed)))
            .orElse(null);
    return new Estimate(now, null, end);
  }

  private static Optional<Interval> start(Known known, long position) {
    return known
        .queue()
        .flatMap(queue -> queue.start(position))
        .map(interval -> interval.atMost(known.percent()));
  }

  private static Estimate pending(Experiment experiment, Known known, Instant now) {
    Long position = experiment.position();
    Optional<Interval> found = position == null ? Optional.empty() : start(known, position);
    if (found.isEmpty()) {
      return Estimate.NONE;
    }
    Interval start = found.get();
    Interval run = time(experiment, known).flatMap(RunTime::interval).orElse(null);
    Instant from = known.at();
    Instant notBefore = experiment.state().notBefore();
    Span starts = Span.of(from, start);
    Span ends = run == null ? null : Span.of(from, start.then(run));
    if (notBefore == null || !notBefore.isAfter(from)) {
      return new Estimate(now, starts, ends);
    }
    return new Estimate(
        now,
        starts.notBefore(notBefore),
        ends == null || run == null ? null : ends.notBefore(Span.of(notBefore, run).earliest()));
  }

  /// How long a run like this one usually takes, in seconds. Empty if the past says nothing.
  public Optional<Double> usualSeconds(Experiment experiment) {
    return known(experiment.program(), parts.clock().instant())
        .flatMap(known -> time(experiment, known))
        .flatMap(RunTime::interval)
        .map(Interval::median);
  }

  /// The forecast of a program.
  ///
  /// @param pending how many of its experiments are pending
  public Forecast forecast(String program, long pending) {
    return known(program, parts.clock().instant())
        .map(known -> forecast(known, pending))
        .orElse(Forecast.NONE);
  }

  private static Forecast forecast(Known known, long pending) {
    Interval run = known.past().interval().orElse(null);
    Optional<Interval> next = start(known, pending + 1);
    Optional<Interval> last =
        pending == 0 || run == null
            ? Optional.empty()
            : start(known, pending).map(start -> start.then(run));
    return new Forecast(
        run,
        next.map(start -> Span.of(known.at(), start)).orElse(null),
        last.map(end -> Span.of(known.at(), end)).orElse(null));
  }
}
