package dev.retort.engine;

import dev.retort.core.Attempt;
import dev.retort.core.Backlog;
import dev.retort.core.Change;
import dev.retort.core.Change.CancelAnswer;
import dev.retort.core.Change.Submitted;
import dev.retort.core.Claimed;
import dev.retort.core.CommandSettings;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Filter;
import dev.retort.core.OutcomeUnknownException;
import dev.retort.core.Program;
import dev.retort.core.Progress;
import dev.retort.core.Query;
import dev.retort.core.RetortException;
import dev.retort.core.Store;
import dev.retort.core.UnavailableException;
import dev.retort.engine.warden.StopCause;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/// A node's engine: takes queries and answers once they are durable, runs them, tells how they
/// ended. The face of the library. Thread-safe.
///
/// Every method that writes blocks until the write is durable; none waits for a program, except
/// [#await].
public final class Engine implements AutoCloseable {
  private static final Duration SETTLE = Duration.ofSeconds(20);

  private final EngineBuilder setup;
  private final DataDirectory data;
  private final Store store;
  private final ProgramCatalog catalog;
  private final GroupCommit commits;
  private final Watchers watchers = new Watchers();
  private final Workspace workspace;
  private final Threads threads = new Threads();
  private final Slots slots;
  private final Runs runs;
  private final CommandRunner commands;
  private final Dispatcher dispatcher;
  private final Intake intake;
  private final AtomicLong backlogLength = new AtomicLong();
  private volatile boolean ready;
  private volatile boolean stopped;

  Engine(EngineBuilder setup, DataDirectory data, Store store) {
    this.setup = setup;
    this.data = data;
    this.store = store;
    this.catalog = new ProgramCatalog(setup.programs());
    this.workspace = new Workspace(data);
    this.slots = new Slots(catalog.programs());
    this.backlogLength.set(store.backlog().length());
    this.commits = new GroupCommit(store, this::committed, this::outcomeUnknown);
    this.intake = new Intake(commits, catalog, workspace, setup.clock());
    this.commands =
        new CommandRunner(data, new CommandLaunch(workspace, data, System.getenv()), threads);
    this.runs =
        new Runs(
            new Runs.Parts(
                commits,
                catalog,
                workspace,
                new Runs.Runners(
                    new AsyncRunner(threads.starters(), threads.stoppers()),
                    new BlockingRunner(),
                    commands),
                threads,
                setup.clock()),
            new Wakeups());
    this.dispatcher =
        new Dispatcher(
            commits, slots, setup.clock(), setup.node(), catalog.programs(), runs::start);
  }

  /// Begins to set an engine up that keeps everything below that directory.
  public static EngineBuilder builder(Path dataDirectory) {
    return new EngineBuilder(dataDirectory);
  }

  void start() throws IOException {
    new Recovery(store, runs, commands, workspace, slots, threads).run();
    Recovery.nameMissingPrograms(store, catalog);
    if (catalog.programs().stream().anyMatch(Program.Command.class::isInstance)) {
      commands.warmUp();
    }
    dispatcher.begin();
    ready = true;
    EngineLog.started(
        setup.node(), store.description(), catalog.programs().size(), backlogLength.get());
  }

  /// On the writer's thread, in the order of commits.
  private void committed(Change<?> change, Object answer) {
    switch (change) {
      case Change.Submit _ -> {
        if (answer instanceof Submitted.Accepted accepted) {
          backlogLength.incrementAndGet();
          EngineLog.taskAdded(accepted.experiment());
          dispatcher.wake(accepted.experiment().program());
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
          case CancelAnswer.Done done -> {
            moved(done.experiment());
            EngineLog.ended(done.experiment());
            watchers.ended(done.experiment());
            threads.files(() -> workspace.record(done.experiment()));
          }
          case CancelAnswer.Requested requested -> {
            Run run = runs.find(requested.experiment().id());
            if (run != null) {
              run.stop(StopCause.CANCEL);
            }
          }
          case CancelAnswer.AlreadyEnded _, CancelAnswer.Unknown _ -> {}
        }
      }
      case Change.Pause pause -> {
        if (!pause.paused()) {
          dispatcher.wake(pause.program());
        }
      }
    }
  }

  private void moved(Experiment experiment) {
    if (experiment.status().ended()) {
      backlogLength.decrementAndGet();
    } else if (experiment.state().notBefore() == null) {
      dispatcher.wake(experiment.program());
    }
  }

  private final class Wakeups implements Runs.Listener {
    @Override
    public void freed(String program) {
      slots.giveBack(program, 1);
      dispatcher.wake(program);
    }

    @Override
    public void ended(Experiment experiment) {
      watchers.ended(experiment);
    }

    @Override
    public void due(String program) {
      dispatcher.wake(program);
    }
  }

  private void outcomeUnknown(OutcomeUnknownException unknown) {
    ready = false;
    EngineLog.outcomeUnknown(unknown);
    setup.onFatal().accept(unknown);
  }

  /// Validates a query, makes it durable and answers.
  ///
  /// @throws dev.retort.core.InvalidQueryException with everything that is wrong
  /// @throws dev.retort.core.UnknownProgramException when there is no such program
  /// @throws dev.retort.core.SequenceTooLargeException when the sequence or a file is too long
  /// @throws dev.retort.core.IdempotencyMismatchException when the key was used with another
  ///   payload
  /// @throws UnavailableException when the engine is stopping: nothing was accepted
  /// @throws dev.retort.core.StoreFullException when the disk is full: nothing was accepted
  /// @throws OutcomeUnknownException when it is not known whether the query was accepted
  public Acceptance submit(SubmitRequest request) {
    if (stopped) {
      throw new UnavailableException("the server is stopping", Duration.ofSeconds(5));
    }
    return intake.submit(request);
  }

  /// The same for a query that has its sequence at hand.
  public Acceptance submit(Query query) {
    return submit(SubmitRequest.of(query, null));
  }

  /// A place for the sequence, text of unknown length.
  ///
  /// @param limit in bytes; passing it throws a `SequenceTooLargeException` that names `what`
  public Spool spool(String what, long limit) {
    return new Spool(data.incoming(), what, limit, false);
  }

  /// A place for a further file, which is kept on disk whatever its length is.
  public Spool spoolFile(String what, long limit) {
    return new Spool(data.incoming(), what, limit, true);
  }

  public Optional<Experiment> find(ExperimentId id) {
    return store.find(id);
  }

  /// One page of experiments, latest accepted first.
  public List<Experiment> list(Filter filter, int limit) {
    return store.list(filter, limit);
  }

  /// The attempts of an experiment that were followed by another.
  public List<Attempt> attempts(ExperimentId id) {
    return store.attempts(id);
  }

  /// The whole sequence of an experiment, UTF-8.
  public InputStream sequence(Experiment experiment) throws IOException {
    Optional<String> inline = store.sequence(experiment.id());
    return inline.isPresent()
        ? new java.io.ByteArrayInputStream(
            inline.get().getBytes(java.nio.charset.StandardCharsets.UTF_8))
        : workspace.openSequence(experiment.id());
  }

  /// Asks for an experiment's end. One that is pending ends at once; one that runs is stopped, and
  /// its end is recorded when nothing of it is left.
  public CancelAnswer cancel(ExperimentId id) {
    return commits.commit(new Change.Cancel(id, Now.of(setup.clock())));
  }

  /// Waits for an experiment's end.
  ///
  /// @throws RetortException when there is no such experiment
  public Experiment await(ExperimentId id) throws InterruptedException {
    while (true) {
      Experiment experiment =
          await(id, Duration.ofDays(1))
              .orElseThrow(() -> new RetortException("there is no experiment " + id));
      if (experiment.status().ended()) {
        return experiment;
      }
    }
  }

  /// Waits for an experiment's end, at most that long; answers with it as it then is. Empty when
  /// there is no such experiment.
  public Optional<Experiment> await(ExperimentId id, Duration atMost) throws InterruptedException {
    CompletableFuture<Experiment> end = watchers.join(id);
    try {
      Optional<Experiment> now = store.find(id);
      if (now.isEmpty() || now.get().status().ended()) {
        return now;
      }
      return Optional.of(end.get(atMost.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException stillRunning) {
      return store.find(id);
    } catch (ExecutionException stopping) {
      throw new UnavailableException("the server is stopping", Duration.ofSeconds(5));
    } finally {
      watchers.leave(id, end);
    }
  }

  /// The counts by program, priority and status.
  public Backlog backlog() {
    return store.backlog();
  }

  /// How many experiments have not ended; from a counter.
  public long backlogLength() {
    return backlogLength.get();
  }

  /// In the order of their registration.
  public Collection<Program> programs() {
    return catalog.programs();
  }

  public Optional<Program> program(String name) {
    return catalog.find(name);
  }

  /// The programs of which nothing is started for now.
  public Set<String> paused() {
    return store.paused();
  }

  /// Starts nothing more of a program; what runs goes on. Durable.
  public void pause(String program) {
    commits.commit(new Change.Pause(catalog.require(program).program().name(), true));
  }

  /// Undoes [#pause].
  public void resume(String program) {
    commits.commit(new Change.Pause(catalog.require(program).program().name(), false));
  }

  /// How far a run is, in its own words; empty when it has said nothing.
  public Optional<Progress> progress(Experiment experiment) {
    Run run = runs.find(experiment.id());
    Progress told = run == null ? null : run.progress();
    int attempt = experiment.state().attempt();
    return told != null || attempt == 0
        ? Optional.ofNullable(told)
        : ProgressFile.latest(data.attempt(experiment.id(), attempt));
  }

  /// Where the files of an experiment's latest attempt are.
  public ExperimentFiles files(Experiment experiment) {
    Path attempt = data.attempt(experiment.id(), Math.max(1, experiment.state().attempt()));
    Path work = attempt.resolve("work");
    String result =
        switch (catalog.find(experiment.program()).orElse(null)) {
          case Program.Command command -> command.command().result();
          case Program.Async _, Program.Blocking _ -> "";
          case null -> CommandSettings.STDOUT;
        };
    Path stdout = attempt.resolve("stdout");
    return new ExperimentFiles(
        data.experiment(experiment.id()),
        work,
        stdout,
        attempt.resolve("stderr"),
        result.equals(CommandSettings.STDOUT) ? stdout : work.resolve(result),
        !result.isEmpty());
  }

  public DataDirectory dataDirectory() {
    return data;
  }

  /// Which store this is, one line.
  public String storeDescription() {
    return store.description();
  }

  /// False while starting, once stopping, and when the store takes no more writes.
  public boolean ready() {
    return ready && !stopped;
  }

  /// Takes no more queries and claims nothing; Java code gets its grace period and is handed back;
  /// commands go on under the warden. What was accepted is durable.
  public synchronized void stop() {
    if (stopped) {
      return;
    }
    stopped = true;
    dispatcher.close();
    runs.stopJava();
    threads.awaitUntil(SETTLE, runs::settled);
    threads.close();
    commands.close();
    commits.close();
    watchers.close();
  }

  /// Stops, and gives back the store and the data directory.
  @Override
  public void close() {
    try {
      stop();
    } finally {
      try {
        store.close();
      } finally {
        data.close();
      }
    }
  }
}
