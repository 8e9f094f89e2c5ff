package dev.retort.testkit;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Status;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.engine.Engine;
import dev.retort.engine.view.WaitingFor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Runs a backlog until it is empty. Moves the clock to the next deferred start once nothing else
/// can happen before. Not thread-safe.
final class DryRun {
  private static final int PAGE = 500;
  private static final Duration CHECK_INTERVAL = Duration.ofMillis(20);

  private final Engine engine;
  private final ManualClock clock;
  private final Duration patience;

  /// @param patience maximum real time without a change in the backlog
  DryRun(Engine engine, ManualClock clock, Duration patience) {
    this.engine = engine;
    this.clock = clock;
    this.patience = patience;
  }

  /// A snapshot of all experiments; its revisions show whether anything changed.
  private record Snapshot(List<Experiment> all) {
    List<Experiment> open() {
      return all.stream().filter(each -> !each.status().ended()).toList();
    }

    List<Long> revisions() {
      return all.stream().map(each -> each.state().revision()).toList();
    }
  }

  /// Runs the backlog and returns all experiments in the order of their acceptance.
  ///
  /// @throws AssertionError if nothing changes for too long
  List<Experiment> run() throws InterruptedException {
    Snapshot snapshot = snapshot();
    long lastChange = System.nanoTime();
    while (engine.backlogLength() > 0 || !snapshot.open().isEmpty()) {
      if (!moveClock(snapshot.open())) {
        awaitProgress(snapshot.open());
      }
      Snapshot now = snapshot();
      if (!now.revisions().equals(snapshot.revisions())) {
        lastChange = System.nanoTime();
      } else if (System.nanoTime() - lastChange > patience.toNanos()) {
        throw new AssertionError(describe(now.open()));
      }
      snapshot = now;
    }
    return snapshot.all().reversed();
  }

  private Snapshot snapshot() {
    List<Experiment> all = new ArrayList<>();
    Long before = null;
    List<Experiment> page;
    do {
      page = engine.list(new ExperimentFilter(null, null, Map.of(), before), PAGE);
      all.addAll(page);
      before = page.isEmpty() ? null : page.getLast().ordinal();
    } while (page.size() == PAGE);
    return new Snapshot(all);
  }

  /// Moves the clock to the next deferred start, unless an experiment can make progress without
  /// that.
  private boolean moveClock(List<Experiment> open) {
    if (open.stream().anyMatch(this::canProgress)) {
      return false;
    }
    Optional<Instant> next =
        open.stream()
            .filter(each -> engine.waitingFor(each).equals(Optional.of(WaitingFor.TIME)))
            .map(each -> each.state().notBefore())
            .min(Instant::compareTo);
    next.ifPresent(moment -> {
      clock.advance(Duration.between(clock.instant(), moment));
      engine.look();
    });
    return next.isPresent();
  }

  private boolean canProgress(Experiment experiment) {
    if (experiment.status() == Status.RUNNING) {
      return true;
    }
    return switch (engine.waitingFor(experiment).orElse(null)) {
      case PROGRAM, RESUME, TIME, QUARANTINE -> false;
      case SLOT, CPUS, MEMORY, WARDEN -> true;
      case null -> true;
    };
  }

  /// The engine also checks the clock here, because the test may have moved it.
  private void awaitProgress(List<Experiment> open) throws InterruptedException {
    engine.look();
    ExperimentId any =
        open.stream()
            .filter(this::canProgress)
            .findFirst()
            .or(() -> open.stream().findFirst())
            .map(Experiment::id)
            .orElse(null);
    if (any != null) {
      Optional<Experiment> unused = engine.await(any, CHECK_INTERVAL);
    }
  }

  private String describe(List<Experiment> left) {
    return "the backlog has not changed for "
        + patience
        + "; experiments left: "
        + left.size()
        + ":\n"
        + left.reversed().stream()
            .map(each -> "  " + describe(each))
            .collect(Collectors.joining("\n"));
  }

  private String describe(Experiment experiment) {
    return experiment.query().name()
        + " of "
        + experiment.program()
        + " ("
        + experiment.id()
        + "): "
        + experiment.status().word()
        + engine.waitingFor(experiment).map(DryRun::describe).orElse("");
  }

  private static String describe(WaitingFor what) {
    return ", waits for "
        + switch (what) {
          case PROGRAM -> "its program, which this engine does not have";
          case RESUME -> "its program to be resumed";
          case TIME -> "its time";
          case SLOT, CPUS, MEMORY, QUARANTINE, WARDEN -> what.word();
        };
  }
}
