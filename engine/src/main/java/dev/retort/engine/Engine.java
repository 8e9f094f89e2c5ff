package dev.retort.engine;

import dev.retort.core.AttachedFile;
import dev.retort.core.Attempt;
import dev.retort.core.Backlog;
import dev.retort.core.Change;
import dev.retort.core.Change.CancelAnswer;
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
import org.jspecify.annotations.Nullable;

/// A node's engine: takes queries and answers once they are durable, runs them, tells how they
/// ended. The face of the library. Thread-safe.
///
/// Every method that writes blocks until the write is durable; none waits for a program, except
/// [#await].
public final class Engine implements AutoCloseable {
  private final DataDirectory data;
  private final Workspace workspace;
  private final Node node;
  private final Inspection inspection;
  private volatile boolean stopped;

  Engine(EngineBuilder setup, DataDirectory data, Store store) {
    this.data = data;
    this.workspace = new Workspace(data);
    this.node = new Node(setup, store, Surroundings.of(data, workspace));
    this.inspection = node.inspection(data);
  }

  /// Begins to set an engine up that keeps everything below that directory.
  public static EngineBuilder builder(Path dataDirectory) {
    return new EngineBuilder(dataDirectory);
  }

  void start() throws IOException {
    node.start();
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
    refuseWhenStopped();
    return node.intake().submit(request);
  }

  private void refuseWhenStopped() {
    if (stopped) {
      throw new UnavailableException("the server is stopping", Duration.ofSeconds(5));
    }
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
    return node.store().find(id);
  }

  /// Whether there was an experiment of that id, which retention has let go of.
  public boolean purged(ExperimentId id) {
    return node.store().purged(id);
  }

  /// Asks again what an experiment asked, whatever became of it: a new experiment that names it.
  /// Empty when there is no such experiment.
  ///
  /// @param idempotencyKey 1 to 255 visible ASCII characters; null for none
  /// @throws RetortException as [#submit(SubmitRequest)] does
  public Optional<Acceptance> rerun(ExperimentId id, @Nullable String idempotencyKey) {
    refuseWhenStopped();
    return node.store()
        .find(id)
        .map(found -> new Rerun(this, node.intake()).of(found, idempotencyKey));
  }

  /// Marks an experiment to be kept by retention, or not any more. Empty when there is none.
  public Optional<Experiment> keep(ExperimentId id, boolean keep) {
    return node.commits().commit(new Change.Keep(id, keep));
  }

  /// One page of experiments, latest accepted first.
  public List<Experiment> list(Filter filter, int limit) {
    return node.store().list(filter, limit);
  }

  /// The attempts of an experiment that were followed by another.
  public List<Attempt> attempts(ExperimentId id) {
    return node.store().attempts(id);
  }

  /// The whole sequence of an experiment, UTF-8.
  public InputStream sequence(Experiment experiment) throws IOException {
    Optional<String> inline = node.store().sequence(experiment.id());
    return inline.isPresent()
        ? new java.io.ByteArrayInputStream(
            inline.get().getBytes(java.nio.charset.StandardCharsets.UTF_8))
        : workspace.openSequence(experiment.id());
  }

  /// Asks for an experiment's end. One that is pending ends at once; one that runs is stopped, and
  /// its end is recorded when nothing of it is left.
  public CancelAnswer cancel(ExperimentId id) {
    return node.commits().commit(new Change.Cancel(id, node.now()));
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
    CompletableFuture<Experiment> end = node.watchers().join(id);
    try {
      Optional<Experiment> now = node.store().find(id);
      if (now.isEmpty() || now.get().status().ended()) {
        return now;
      }
      return Optional.of(end.get(atMost.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException stillRunning) {
      return node.store().find(id);
    } catch (ExecutionException stopping) {
      throw new UnavailableException("the server is stopping", Duration.ofSeconds(5));
    } finally {
      node.watchers().leave(id, end);
    }
  }

  /// The counts by program, priority and status.
  public Backlog backlog() {
    return node.store().backlog();
  }

  /// How many experiments have not ended, by the store's counters: whoever has seen an end does not
  /// find it counted. Blocks for a read.
  public long backlogLength() {
    return node.store().backlogLength();
  }

  /// In the order of their registration.
  public Collection<Program> programs() {
    return node.catalog().programs();
  }

  public Optional<Program> program(String name) {
    return node.catalog().find(name);
  }

  /// The programs of which nothing is started for now.
  public Set<String> paused() {
    return node.store().paused();
  }

  /// Starts nothing more of a program; what runs goes on. Durable.
  public void pause(String program) {
    node.commits().commit(new Change.Pause(node.catalog().require(program).program().name(), true));
  }

  /// Undoes [#pause].
  public void resume(String program) {
    node.commits()
        .commit(new Change.Pause(node.catalog().require(program).program().name(), false));
  }

  /// How far a run is, in its own words; empty when it has said nothing.
  public Optional<Progress> progress(Experiment experiment) {
    return inspection.progress(experiment);
  }

  /// What a pending experiment waits for; empty when it is about to start, or does not wait.
  public Optional<WaitingFor> waitingFor(Experiment experiment) {
    return waitingFor(experiment, null);
  }

  /// The same for one of many.
  ///
  /// @param paused as [#paused] told; null to ask now
  public Optional<WaitingFor> waitingFor(Experiment experiment, @Nullable Set<String> paused) {
    return inspection.waitingFor(experiment, paused);
  }

  /// Where a running experiment stands on the way to its stop; empty when nobody stops it.
  public Optional<Stage> stage(Experiment experiment) {
    return inspection.stage(experiment);
  }

  /// Where the files of an experiment's latest attempt are.
  public ExperimentFiles files(Experiment experiment) {
    return inspection.files(experiment);
  }

  /// The JSON result that Java code in this process left; empty when it left none.
  public Optional<String> result(ExperimentId id) {
    return node.store().result(id);
  }

  /// Where a further input file of an experiment is, which may not have started yet.
  InputStream attachedFile(Experiment experiment, AttachedFile file) throws IOException {
    return workspace.openFile(experiment, file);
  }

  public DataDirectory dataDirectory() {
    return data;
  }

  /// Which store this is, one line.
  public String storeDescription() {
    return node.store().description();
  }

  /// False while starting, once stopping, and when the store takes no more writes.
  public boolean ready() {
    return node.ready() && !stopped;
  }

  /// Looks at the clock now: starts what has become ready, cancels what has expired, lets go of
  /// what is old. It happens by itself; this is for clocks that are moved by hand. Blocks.
  public void look() {
    node.housekeeping().look();
  }

  /// Takes no more queries and claims nothing; Java code gets its grace period and is handed back;
  /// child processes go on under the warden, or are waited for, as [EngineBuilder#onStop] says.
  /// What was accepted is durable.
  public synchronized void stop() {
    if (stopped) {
      return;
    }
    stopped = true;
    node.stop();
  }

  /// Hands the Java code that runs here back without waiting for it, durably. For a process that
  /// exits at once, also while [#stop] is under way; child processes go on under the warden.
  public void abandon() {
    node.abandon();
  }

  /// Stops, and gives back the store and the data directory.
  @Override
  public void close() {
    try {
      stop();
    } finally {
      try {
        node.store().close();
      } finally {
        data.close();
      }
    }
  }
}
