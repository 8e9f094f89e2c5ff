package dev.retort.testkit;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Filter;
import dev.retort.core.Status;
import dev.retort.engine.Engine;
import dev.retort.engine.WaitingFor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Runs a backlog until nothing of it is left, and moves the clock to what is due later as soon as
/// nothing else can happen before. Not thread-safe.
final class DryRun {
  private static final int PAGE = 500;
  private static final Duration LOOK = Duration.ofMillis(20);

  private final Engine engine;
  private final ManualClock clock;
  private final Duration patience;

  /// @param patience how long nothing of the backlog may change, in real time
  DryRun(Engine engine, ManualClock clock, Duration patience) {
    this.engine = engine;
    this.clock = clock;
    this.patience = patience;
  }

  /// What of a backlog is open, and the revisions that say whether it moves.
  private record View(List<Experiment> all) {
    List<Experiment> open() {
      return all.stream().filter(each -> !each.status().ended()).toList();
    }

    List<Long> revisions() {
      return all.stream().map(each -> each.state().revision()).toList();
    }
  }

  /// All that have ended, in the order in which they were accepted.
  ///
  /// @throws AssertionError when nothing has moved for too long
  List<Experiment> run() throws InterruptedException {
    View view = view();
    long lastMove = System.nanoTime();
    while (engine.backlogLength() > 0 || !view.open().isEmpty()) {
      if (!moveClock(view.open())) {
        awaitSome(view.open());
      }
      View now = view();
      if (!now.revisions().equals(view.revisions())) {
        lastMove = System.nanoTime();
      } else if (System.nanoTime() - lastMove > patience.toNanos()) {
        throw new AssertionError(describe(now.open()));
      }
      view = now;
    }
    return view.all().reversed();
  }

  private View view() {
    List<Experiment> all = new ArrayList<>();
    Long before = null;
    List<Experiment> page;
    do {
      page = engine.list(new Filter(null, null, Map.of(), before), PAGE);
      all.addAll(page);
      before = page.isEmpty() ? null : page.getLast().ordinal();
    } while (page.size() == PAGE);
    return new View(all);
  }

  /// Moves the clock to the next moment at which something may start, unless something may still
  /// happen without that.
  private boolean moveClock(List<Experiment> open) {
    if (open.stream().anyMatch(this::mayMoveByItself)) {
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

  private boolean mayMoveByItself(Experiment experiment) {
    if (experiment.status() == Status.RUNNING) {
      return true;
    }
    return switch (engine.waitingFor(experiment).orElse(null)) {
      case PROGRAM, RESUME, TIME, QUARANTINE -> false;
      case SLOT, CPUS, MEMORY -> true;
      case null -> true;
    };
  }

  /// A look at the clock costs little, and what a test did to it in another way is followed.
  private void awaitSome(List<Experiment> open) throws InterruptedException {
    engine.look();
    ExperimentId any =
        open.stream()
            .filter(this::mayMoveByItself)
            .findFirst()
            .or(() -> open.stream().findFirst())
            .map(Experiment::id)
            .orElse(null);
    if (any != null) {
      Optional<Experiment> unused = engine.await(any, LOOK);
    }
  }

  private String describe(List<Experiment> left) {
    return "nothing of the backlog has moved for "
        + patience
        + "; left are "
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
          case SLOT, CPUS, MEMORY, QUARANTINE -> what.word();
        };
  }
}
