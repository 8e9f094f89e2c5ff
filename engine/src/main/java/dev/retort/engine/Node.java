package dev.retort.engine;

import dev.retort.core.Change;
import dev.retort.core.Change.CancelAnswer;
import dev.retort.core.Change.Submitted;
import dev.retort.core.Claimed;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentIds;
import dev.retort.core.OutcomeUnknownException;
import dev.retort.core.Status;
import dev.retort.core.Store;
import dev.retort.engine.warden.StopCause;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One engine's machinery: its parts, how they are tied together, and what follows from each
/// durable change. Thread-safe.
final class Node {
  private static final Duration SETTLE = Duration.ofSeconds(20);

  /// The warden is a process of its own, and takes a processor while it starts: a server listens by
  /// then, and a command that is to run sooner starts it.
  private static final Duration WARM_UP = Duration.ofMillis(500);

  private static final Duration FOR_EVER = Duration.ofDays(10_000);

  private final EngineBuilder setup;
  private final Store store;
  private final ProgramCatalog catalog;
  private final GroupCommit commits;
  private final Watchers watchers = new Watchers();
  private final Threads threads;
  private final Slots slots;
  private final Quarantine quarantine;
  private final Runs.Parts parts;
  private final Runs runs;
  private final Dispatcher dispatcher;
  private final Intake intake;
  private final Housekeeping housekeeping;
  private volatile boolean ready;

  Node(EngineBuilder setup, Store store, Surroundings around) {
    this.setup = setup;
    this.store = store;
    this.catalog = new ProgramCatalog(setup.programs());
    this.threads = around.threads();
    this.slots = new Slots(catalog.programs(), setup.totals());
    this.quarantine = new Quarantine(store::suspects, catalog.inProcess(), threads::nanoTime);
    this.commits = new GroupCommit(store, this::committed, this::outcomeUnknown, threads);
    this.intake =
        new Intake(
            commits,
            catalog,
            around.folders(),
            setup.clock(),
            new ExperimentIds(setup.clock(), around.bits()));
    this.parts =
        new Runs.Parts(
            commits,
            catalog,
            around.folders(),
            new Runs.Runners(
                new AsyncRunner(threads.starters(), threads.stoppers()),
                around.blocking(),
                around.children()),
            threads,
            setup.clock(),
            around.chance());
    this.runs = new Runs(parts, new Wakeups());
    this.dispatcher =
        new Dispatcher(
            new Dispatcher.Parts(
                commits,
                slots,
                quarantine,
                setup.clock(),
                threads,
                setup.node(),
                this::hasWork,
                runs::start),
            catalog.programs());
    this.housekeeping =
        new Housekeeping(
            store,
            commits,
            new Retirement(store, commits, catalog, around.folders()),
            setup.clock(),
            threads,
            this::clockMoved);
  }

  void start() throws IOException {
    new Recovery(store, runs, parts, slots).run();
    Recovery.nameMissingPrograms(store, catalog);
    if (!catalog.inProcess().containsAll(catalog.names())) {
      Threads.Alarm unused = threads.later(WARM_UP, parts.runners().children()::warmUp);
    }
    long waiting = store.backlogLength();
    dispatcher.begin();
    housekeeping.begin();
    ready = true;
    EngineLog.started(setup.node(), store.description(), catalog.programs().size(), waiting);
  }

  /// On the announcer's thread, in the order of commits.
  private void committed(Change<?> change, Object answer) {
    switch (change) {
      case Change.Submit _ -> {
        if (answer instanceof Submitted.Accepted accepted) {
          EngineLog.taskAdded(accepted.experiment());
          accepted(accepted.experiment());
        }
      }
      case Change.Claim _ -> {
        for (Object claimed : (List<?>) answer) {
          runs.register((Claimed) claimed);
        }
      }
      case Change.Finish _, Change.Release _ ->
          ((Optional<?>) answer).ifPresent(experiment -> moved((Experiment) experiment));
      case Change.Cancel _ -> {
        switch ((CancelAnswer) answer) {
          case CancelAnswer.Done done -> endedInBacklog(done.experiment());
          case CancelAnswer.Requested requested -> {
            Experiment experiment = requested.experiment();
            Run run = runs.find(experiment.id());
            if (run != null) {
              Instant at = experiment.state().cancelRequestedAt();
              runs.stop(run, StopCause.CANCEL, at == null ? Now.of(setup.clock()) : at);
            }
          }
          case CancelAnswer.AlreadyEnded _, CancelAnswer.Unknown _ -> {}
        }
      }
      case Change.Pause pause -> {
        if (!pause.paused()) {
          quarantine.refresh();
          dispatcher.wake(pause.program());
        }
      }
      case Change.Expire _ ->
          ((List<?>) answer).forEach(expired -> endedInBacklog((Experiment) expired));
      case Change.Keep _, Change.Purge _, Change.Unlinked _, Change.Forget _ -> {}
    }
  }

  private void accepted(Experiment experiment) {
    Instant notBefore = experiment.state().notBefore();
    Instant expiresAt = experiment.query().terms().expiresAt();
    if (notBefore != null) {
      housekeeping.at(notBefore);
    }
    if (expiresAt != null) {
      housekeeping.at(expiresAt);
    }
    if (!slots.isFull(experiment.program())) {
      dispatcher.wake(experiment.program());
    }
  }

  /// It was cancelled, or has expired, while it was pending.
  private void endedInBacklog(Experiment experiment) {
    EngineLog.ended(experiment);
    watchers.ended(experiment);
    threads.files(() -> parts.folders().record(experiment));
  }

  private void moved(Experiment experiment) {
    if (experiment.status().ended()) {
      return;
    }
    if (experiment.state().suspect()) {
      quarantine.refresh();
    }
    if (experiment.state().notBefore() == null) {
      dispatcher.wake(experiment.program());
    }
  }

  /// What was deferred may be ready now, suspects too.
  private void clockMoved() {
    quarantine.refresh();
    dispatcher.wakeAll();
  }

  /// Whether a claim could bring something of a program now, as far as counters tell.
  private boolean hasWork(String program) {
    return !store.paused().contains(program)
        && store.backlog().lanes().stream()
            .anyMatch(lane ->
                lane.program().equals(program)
                    && lane.counts().getOrDefault(Status.PENDING, 0L) > 0);
  }

  private final class Wakeups implements Runs.Listener {
    @Override
    public void emptied(Run run) {
      if (slots.leaveEarly(run)) {
        dispatcher.refill(run.experiment().program());
      }
    }

    @Override
    public void freed(Run run) {
      if (!slots.leave(run)) {
        return;
      }
      String program = run.experiment().program();
      boolean inProcess = catalog.inProcess().contains(program);
      if (inProcess && run.startedHere() && quarantine.left(run.experiment().state())) {
        dispatcher.wakeAll();
      } else if (slots.shares(program)) {
        dispatcher.wakeAll();
      } else {
        dispatcher.wake(program);
      }
    }

    @Override
    public void ended(Experiment experiment) {
      watchers.ended(experiment);
    }

    @Override
    public void due(Instant moment) {
      housekeeping.at(moment);
    }
  }

  private void outcomeUnknown(OutcomeUnknownException unknown) {
    ready = false;
    EngineLog.outcomeUnknown(unknown);
    setup.onFatal().accept(unknown);
  }

  Store store() {
    return store;
  }

  ProgramCatalog catalog() {
    return catalog;
  }

  GroupCommit commits() {
    return commits;
  }

  Watchers watchers() {
    return watchers;
  }

  Intake intake() {
    return intake;
  }

  Housekeeping housekeeping() {
    return housekeeping;
  }

  /// What there is to see of its experiments, below that directory.
  Inspection inspection(DataDirectory data) {
    return new Inspection(
        new Inspection.Parts(data, catalog, runs, slots, quarantine, store::paused, setup.clock()));
  }

  Instant now() {
    return Now.of(setup.clock());
  }

  /// False while starting, and when the store takes no more writes.
  boolean ready() {
    return ready;
  }

  /// See [Engine#stop()].
  void stop() {
    dispatcher.close();
    runs.stopJava();
    if (ready && setup.onStop() == OnStop.WAIT) {
      threads.awaitUntil(FOR_EVER, () -> !parts.runners().children().busy());
    }
    threads.awaitUntil(SETTLE, runs::settled);
    threads.close();
    parts.runners().children().close();
    commits.close();
    watchers.close();
  }

  /// See [Engine#abandon()].
  void abandon() {
    runs.handJavaBack();
    commits.flush();
  }
}
