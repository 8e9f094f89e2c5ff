package dev.retort.engine;

import dev.retort.core.ExperimentIds;
import dev.retort.core.OutcomeUnknownException;
import dev.retort.core.store.Store;
import dev.retort.engine.commit.CommitEvents;
import dev.retort.engine.commit.CommitLog;
import dev.retort.engine.commit.CommitMeasures;
import dev.retort.engine.commit.EndWatchers;
import dev.retort.engine.commit.GroupCommit;
import dev.retort.engine.estimate.Estimator;
import dev.retort.engine.files.DataDirectory;
import dev.retort.engine.intake.Intake;
import dev.retort.engine.listen.EngineListener;
import dev.retort.engine.listen.Listeners;
import dev.retort.engine.log.EngineLog;
import dev.retort.engine.program.ProgramCatalog;
import dev.retort.engine.run.FinalRecords;
import dev.retort.engine.run.Runs;
import dev.retort.engine.schedule.Dispatcher;
import dev.retort.engine.schedule.Housekeeping;
import dev.retort.engine.schedule.Quarantine;
import dev.retort.engine.schedule.Recovery;
import dev.retort.engine.schedule.RetentionSweep;
import dev.retort.engine.schedule.Slots;
import dev.retort.engine.threads.Threads;
import dev.retort.engine.work.BoundedWork;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/// Creates the parts of an engine, connects them, and starts and stops them in order. Thread-safe.
final class Node {
  private static final Duration SETTLE = Duration.ofSeconds(20);

  private static final Duration FOR_EVER = Duration.ofDays(10_000);

  private final EngineBuilder setup;
  private final Store store;
  private final ProgramCatalog catalog;
  private final CommitEvents events = new CommitEvents();
  private final GroupCommit commits;
  private final EndWatchers watchers = new EndWatchers();
  private final CommitMeasures measures;
  private final Listeners listeners;
  private final Threads threads;
  private final Slots slots;
  private final Quarantine quarantine;
  private final Runs.Parts parts;
  private final Runs runs;
  private final Estimator estimator;
  private final Dispatcher dispatcher;
  private final Intake intake;
  private final Housekeeping housekeeping;
  private final BoundedWork work;
  private volatile boolean ready;

  Node(EngineBuilder setup, Store store, NodeEnvironment environment) {
    this.setup = setup;
    this.store = store;
    this.catalog = new ProgramCatalog(setup.programs());
    this.measures = new CommitMeasures(catalog.programs(), setup.clock());
    this.threads = environment.threads();
    this.work = environment.work();
    this.listeners = new Listeners(threads);
    this.slots = new Slots(catalog.programs(), setup.totals());
    this.quarantine = new Quarantine(store::suspects, catalog.inProcess(), threads::nanoTime);
    this.commits = new GroupCommit(store, events, this::outcomeUnknown, threads);
    this.intake =
        new Intake(
            commits,
            catalog,
            environment.folders(),
            setup.clock(),
            new ExperimentIds(setup.clock(), environment.bits()),
            work,
            setup.backlogLimits());
    FinalRecords records =
        new FinalRecords(environment.folders(), watchers, threads, commits, () -> grown());
    this.parts =
        new Runs.Parts(
            commits,
            catalog,
            environment.folders(),
            environment.runners(),
            records,
            threads,
            setup.clock(),
            environment.chance());
    this.runs = new Runs(parts);
    this.estimator =
        new Estimator(
            catalog.programs(),
            new Estimator.Parts(store, runs::running, setup.totals(), setup.clock()));
    this.dispatcher =
        new Dispatcher(
            new Dispatcher.Parts(
                store, commits, runs, slots, quarantine, setup.clock(), threads, setup.node()),
            catalog.programs());
    this.housekeeping =
        new Housekeeping(
            store,
            commits,
            new RetentionSweep(
                store, commits, catalog, environment.folders(), setup.retentionSize()),
            setup.clock(),
            threads,
            dispatcher::due);
    runs.listener(dispatcher);
    events.subscribe(measures);
    events.subscribe(new CommitLog());
    events.subscribe(runs);
    events.subscribe(estimator);
    events.subscribe(housekeeping);
    events.subscribe(dispatcher);
    events.subscribe(watchers);
    events.subscribe(records);
    events.subscribe(listeners);
    setup.listeners().forEach(each -> listeners.add(each, EngineListener.DEFAULT_QUEUE));
  }

  void start() throws IOException {
    new Recovery(store, runs, parts, slots).run();
    Recovery.nameMissingPrograms(store, catalog);
    parts.runners().warmUp(catalog.programs());
    long waiting = store.backlogLength();
    dispatcher.begin();
    housekeeping.begin();
    ready = true;
    EngineLog.started(setup.node(), store.description(), catalog.programs().size(), waiting);
  }

  /// The disk holds more than before.
  private void grown() {
    housekeeping.grown();
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

  EndWatchers watchers() {
    return watchers;
  }

  EndFutures ends() {
    return new EndFutures(store, watchers, threads);
  }

  Listeners listeners() {
    return listeners;
  }

  Intake intake() {
    return intake;
  }

  BoundedWork work() {
    return work;
  }

  Housekeeping housekeeping() {
    return housekeeping;
  }

  /// Inspects the experiments of this node, with their files in the data directory.
  ExperimentInspector inspection(DataDirectory data) {
    WaitingWords words =
        new WaitingWords(
            new WaitingWords.Parts(
                catalog::find, runs::running, runs::blocked, estimator, setup.clock()));
    return new ExperimentInspector(
        new ExperimentInspector.Parts(
            data, catalog, runs, slots, quarantine, words, store::paused, setup.clock()));
  }

  Estimator estimator() {
    return estimator;
  }

  /// Measures this node, with its files in the data directory.
  Measuring measuring(DataDirectory data) {
    return new Measuring(
        new Measuring.Parts(store, measures, catalog, slots, data.root().toFile(), setup.clock()));
  }

  Instant now() {
    return setup.clock().instant();
  }

  /// False during the start, and once the store rejects writes.
  boolean ready() {
    return ready;
  }

  /// See [Engine#stop()].
  void stop() {
    dispatcher.close();
    runs.stop();
    if (ready && setup.onStop() == EngineBuilder.OnStop.WAIT) {
      threads.awaitUntil(FOR_EVER, () -> !parts.runners().busy());
    }
    threads.awaitUntil(SETTLE, runs::settled);
    threads.close();
    parts.records().flush();
    work.close();
    parts.runners().close();
    commits.close();
    watchers.close();
    listeners.close();
  }

  /// See [Engine#abandon()].
  void abandon() {
    runs.handBack();
    commits.flush();
  }
}
