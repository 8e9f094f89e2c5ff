package dev.retort.engine;

import dev.retort.core.Experiment;
import dev.retort.core.program.Limits;
import dev.retort.core.program.Program;
import dev.retort.engine.estimate.Estimator;
import dev.retort.engine.view.WaitingFor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Says in words what a pending experiment waits for. Thread-safe.
final class WaitingWords {
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private final Parts parts;
  private final Map<String, Said> said = new ConcurrentHashMap<>();

  /// What is said of the longest run of a program to all of its experiments that wait.
  ///
  /// @param run null if there is none
  private record Said(Instant at, @Nullable Experiment run, String lasted) {}

  /// @param running the present runs of a program
  /// @param broken what is wrong with the warden of a program
  record Parts(
      Function<String, Optional<Program>> programs,
      Function<String, List<Experiment>> running,
      Function<String, Optional<String>> broken,
      Estimator estimator,
      InstantSource clock) {}

  WaitingWords(Parts parts) {
    this.parts = parts;
  }

  Optional<String> of(Experiment experiment, WaitingFor waitingFor) {
    String name = experiment.program();
    return switch (waitingFor) {
      case PROGRAM -> Optional.of("no program " + name + " is configured on this server");
      case RESUME -> Optional.of(name + " is paused");
      case TIME -> Optional.of("not before " + experiment.state().notBefore());
      case SLOT -> Optional.of(slots(experiment));
      case CPUS ->
          Optional.of(
              limits(name).map(limits -> name + " needs " + number(limits.cpus())).orElse(name)
                  + " of the processors, which other runs occupy");
      case MEMORY ->
          Optional.of(
              limits(name).map(Limits::memory).map(bytes -> name + " needs " + bytes).orElse(name)
                  + " bytes of memory, which other runs occupy");
      case QUARANTINE ->
          Optional.of("an experiment that may have crashed the server must run alone first");
      case WARDEN -> parts.broken().apply(name);
    };
  }

  private Optional<Limits> limits(String program) {
    return parts.programs().apply(program).map(each -> each.settings().limits());
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  /// Names the run that has lasted longest; that of another owner without its id.
  private String slots(Experiment experiment) {
    String program = experiment.program();
    String concurrency =
        "concurrency "
            + limits(program).map(Limits::concurrency).orElse(Limits.DEFAULTS.concurrency())
            + " of "
            + program;
    Said longest = longest(program, parts.clock().instant());
    Experiment run = longest.run();
    if (run == null) {
      return concurrency;
    }
    boolean own = run.query().owner().equals(experiment.query().owner());
    return concurrency
        + ": "
        + (own ? run.id().toString() : "the experiment of another owner")
        + longest.lasted();
  }

  private Said longest(String program, Instant now) {
    Said before = said.get(program);
    if (before != null && Duration.between(before.at(), now).abs().compareTo(FRESH) < 0) {
      return before;
    }
    Said found =
        parts.running().apply(program).stream()
            .filter(run -> run.state().startedAt() != null)
            .max(Comparator.comparing(run -> elapsed(run, now)))
            .map(run -> new Said(now, run, lasted(run, now)))
            .orElseGet(() -> new Said(now, null, ""));
    if (found.run() != null) {
      said.put(program, found);
    }
    return found;
  }

  private static Duration elapsed(Experiment run, Instant now) {
    Instant start = run.state().startedAt();
    return start == null || start.isAfter(now) ? Duration.ZERO : Duration.between(start, now);
  }

  private String lasted(Experiment run, Instant now) {
    String usual =
        parts
            .estimator()
            .usualSeconds(run)
            .map(seconds -> ", usually " + rough(Duration.ofMillis((long) (seconds * 1_000))))
            .orElse("");
    return " has run for " + rough(elapsed(run, now)) + usual;
  }

  /// In the unit that says enough, for example `3 min`.
  private static String rough(Duration duration) {
    long seconds = Math.round(duration.toMillis() / 1_000.0);
    if (seconds < 2 * MINUTE) {
      return seconds + " s";
    }
    if (seconds < 2 * HOUR) {
      return Math.round((double) seconds / MINUTE) + " min";
    }
    return seconds < 2 * DAY
        ? Math.round((double) seconds / HOUR) + " h"
        : Math.round((double) seconds / DAY) + " days";
  }
}
