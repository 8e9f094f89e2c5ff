package dev.retort.engine;

import dev.retort.core.AttachedFile;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Query;
import dev.retort.core.RetortException;
import dev.retort.core.UnavailableException;
import dev.retort.core.program.Program;
import dev.retort.core.program.Progress;
import dev.retort.core.store.Backlog;
import dev.retort.core.store.Change;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.core.store.ExperimentSlice;
import dev.retort.core.store.PastAttempt;
import dev.retort.core.store.Store;
import dev.retort.engine.estimate.Estimator;
import dev.retort.engine.files.DataDirectory;
import dev.retort.engine.files.ExperimentFiles;
import dev.retort.engine.files.Spool;
import dev.retort.engine.files.StoredInput;
import dev.retort.engine.files.Workspace;
import dev.retort.engine.listen.EngineListener;
import dev.retort.engine.measure.Measurements;
import dev.retort.engine.submit.Acceptance;
import dev.retort.engine.submit.RerunChanges;
import dev.retort.engine.submit.SubmitRequest;
import dev.retort.engine.submit.SubmitResult;
import dev.retort.engine.view.StopProgress;
import dev.retort.engine.view.WaitingFor;
import dev.retort.engine.work.BoundedWork;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The entry point of the library: accepts queries durably, runs them, and reports their results.
/// Thread-safe.
///
/// Every method that writes blocks until the write is durable. Only [#await] waits for a program.
public final class Engine implements AutoCloseable {
  private final DataDirectory data;
  private final Workspace workspace;
  private final Node node;
  private final ExperimentInspector inspection;
  private volatile boolean stopped;

  Engine(EngineBuilder setup, DataDirectory data, Store store) {
    this.data = data;
    this.workspace = new Workspace(data);
    this.node =
        new Node(setup, store, NodeEnvironment.of(data, workspace, setup.clock(), setup.totals()));
    this.inspection = node.inspection(data);
  }

  /// A builder of an engine that stores all its data below the directory.
  public static EngineBuilder builder(Path dataDirectory) {
    return new EngineBuilder(dataDirectory);
  }

  void start() throws IOException {
    node.start();
  }

  /// Validates a query and makes it durable.
  ///
  /// @throws dev.retort.core.InvalidQueryException if the query violates rules; lists all of them
  /// @throws dev.retort.core.UnknownProgramException if the program is unknown
  /// @throws dev.retort.core.SequenceTooLargeException if the sequence or a file is too long
  /// @throws dev.retort.core.IdempotencyMismatchException if the key was used with another payload
  /// @throws UnavailableException if the engine is stopping: nothing was accepted
  /// @throws dev.retort.core.BacklogFullException if a limit is reached: nothing was accepted
  /// @throws dev.retort.core.StoreFullException if the disk is full: nothing was accepted
  /// @throws dev.retort.core.OutcomeUnknownException if the outcome of the commit is unknown
  public Acceptance submit(SubmitRequest request) {
    refuseWhenStopped();
    return node.intake().submit(request);
  }

  private void refuseWhenStopped() {
    if (stopped) {
      throw new UnavailableException("the server is stopping", Duration.ofSeconds(5));
    }
  }

  /// The same for a query with its sequence in memory.
  public Acceptance submit(Query query) {
    return submit(SubmitRequest.of(query, null));
  }

  /// Validates many queries and makes them durable in few transactions, in the order of the list.
  /// Returns a result for each, in the same order: one query that is refused does not affect the
  /// others.
  ///
  /// @throws UnavailableException if the engine is stopping: nothing was accepted
  public List<SubmitResult> submitAll(List<SubmitRequest> requests) {
    refuseWhenStopped();
    return node.intake().submitAll(requests);
  }

  /// A buffer for the sequence: text or other bytes of unknown length.
  ///
  /// @param limit maximum length in bytes; exceeding it throws a `SequenceTooLargeException` that
  ///   names `what`
  public Spool spool(String what, long limit) {
    return workspace.spool(what, limit);
  }

  /// A buffer for an additional file, which is always written to disk.
  public Spool spoolFile(String what, long limit) {
    return new Spool(data.incoming(), what, limit, true);
  }

  public Optional<Experiment> find(ExperimentId id) {
    return node.store().find(id);
  }

  /// Whether there was an experiment of that id which was purged, by retention or by [#delete].
  public boolean purged(ExperimentId id) {
    return node.store().purged(id);
  }

  /// The owner of the experiment of that id, if it was purged.
  public Optional<String> purgedOwner(ExperimentId id) {
    return node.store().purgedOwner(id);
  }

  /// Submits the query of an experiment again, whatever its status: a new experiment that refers to
  /// it. Empty if the id is unknown.
  ///
  /// @param idempotencyKey 1 to 255 visible ASCII characters; null for none
  /// @throws dev.retort.engine.submit.InputChangedException if the program has replaced its input
  /// @throws RetortException as [#submit(SubmitRequest)] does
  public Optional<Acceptance> rerun(ExperimentId id, @Nullable String idempotencyKey) {
    return rerun(id, RerunChanges.NONE, idempotencyKey);
  }

  /// The same with changes of the query, which are validated as [#submit(SubmitRequest)] does.
  public Optional<Acceptance> rerun(
      ExperimentId id, RerunChanges changes, @Nullable String idempotencyKey) {
    refuseWhenStopped();
    return node.store()
        .find(id)
        .map(found ->
            new Rerun(this, node.intake(), node.catalog()).of(found, changes, idempotencyKey));
  }

  /// Sets or clears the mark that excludes an experiment from retention. Empty if the id is
  /// unknown.
  public Optional<Experiment> keep(ExperimentId id, boolean keep) {
    return node.commits().commit(new Change.Keep(id, keep));
  }

  /// A slice of the experiments that match a filter, in its order. Looks at a bounded number of
  /// experiments, so that it can hold fewer than asked for and still not be the last.
  public ExperimentSlice slice(ExperimentFilter filter, int limit) {
    return node.store().slice(filter, limit);
  }

  /// The first experiments that match a filter, in its order; most recently accepted first, unless
  /// the filter is one by time.
  public List<Experiment> list(ExperimentFilter filter, int limit) {
    return node.store().list(filter, limit);
  }

  /// The attempts of an experiment except the latest.
  public List<PastAttempt> attempts(ExperimentId id) {
    return node.store().attempts(id);
  }

  /// The whole sequence of an experiment as bytes; none if it has no sequence.
  public InputStream sequence(Experiment experiment) throws IOException {
    return new KeptInputs(node.store(), workspace).sequence(experiment);
  }

  /// Where the sequence of an experiment is kept, or one of its further input files. Empty if it
  /// has no sequence, or no file of that name.
  ///
  /// @param file the name of a further file; null for the sequence
  public Optional<StoredInput> input(Experiment experiment, @Nullable String file) {
    return new KeptInputs(node.store(), workspace).find(experiment, file);
  }

  /// Cancels an experiment. A pending one ends immediately. A running one is stopped, and its end
  /// is recorded once none of its processes is left.
  public Change.CancelAnswer cancel(ExperimentId id) {
    return node.commits().commit(new Change.Cancel(id, node.now()));
  }

  /// Deletes an experiment that has ended and is not kept, with its files; its id is then known as
  /// purged for thirty days.
  public Change.DeleteAnswer delete(ExperimentId id) {
    return new Removal(node.commits(), node::now).delete(id);
  }

  /// The same, and cancels it first if it has not ended. One that is running is deleted once it has
  /// ended, also after a restart; the answer is then [Change.DeleteAnswer.NotEnded].
  public Change.DeleteAnswer cancelAndDelete(ExperimentId id) {
    return new Removal(node.commits(), node::now).cancelAndDelete(id);
  }

  /// Waits for an experiment's end.
  ///
  /// @throws RetortException if the id is unknown
  public Experiment await(ExperimentId id) throws InterruptedException {
    return node.ends().await(id);
  }

  /// Waits for an experiment's end, at most for the given time, and returns the experiment then.
  /// Empty if the id is unknown.
  public Optional<Experiment> await(ExperimentId id, Duration atMost) throws InterruptedException {
    return node.ends().await(id, atMost);
  }

  /// An experiment's end as a future. Blocks for a read only.
  ///
  /// Dependent stages run on a virtual thread; code that computes for long belongs on an executor
  /// of the application (`thenApplyAsync`). Cancelling the future does not cancel the experiment.
  /// It fails with a [RetortException] if the id is unknown, and with an [UnavailableException]
  /// when the engine stops first: the experiment continues under the warden, or is handed back.
  public CompletableFuture<Experiment> whenEnded(ExperimentId id) {
    return node.ends().whenEnded(id);
  }

  /// Registers a listener for everything that this engine commits from now on, in the order of
  /// commits. It never delays a commit: when [EngineListener#DEFAULT_QUEUE] events wait for it,
  /// further ones are dropped and reported as one [dev.retort.engine.listen.EngineEvent.Missed].
  ///
  /// A stop waits at most 5 seconds until the listeners have received all events.
  public EngineListener.Registration listen(EngineListener listener) {
    return listen(listener, EngineListener.DEFAULT_QUEUE);
  }

  /// The same with another queue.
  ///
  /// @param queue maximum number of waiting events, 1 to 1,000,000
  public EngineListener.Registration listen(EngineListener listener, int queue) {
    return node.listeners().add(listener, queue);
  }

  /// The numbers of experiments by program, priority and status.
  public Backlog backlog() {
    return node.store().backlog();
  }

  /// The sizes of the files of ended experiments in bytes, by program, from the store's counters.
  public Map<String, Long> diskUse() {
    return node.store().diskUse();
  }

  /// The number of experiments that have not ended, from the store's counters. It excludes every
  /// experiment whose end was visible before the call. Blocks for a read.
  public long backlogLength() {
    return node.store().backlogLength();
  }

  /// Estimates starts and ends from past runs.
  public Estimator estimator() {
    return node.estimator();
  }

  /// Counts and distributions since the start, and the present load. Blocks for reads.
  public Measurements measurements() {
    return node.measuring(data).read();
  }

  /// In the order of their registration.
  public Collection<Program> programs() {
    return node.catalog().programs();
  }

  public Optional<Program> program(String name) {
    return node.catalog().find(name);
  }

  public Set<String> paused() {
    return node.store().paused();
  }

  /// Pauses a program durably: starts no further experiments; running ones continue.
  public void pause(String program) {
    node.commits().commit(new Change.Pause(node.catalog().require(program).program().name(), true));
  }

  /// Reverses [#pause].
  public void resume(String program) {
    node.commits()
        .commit(new Change.Pause(node.catalog().require(program).program().name(), false));
  }

  /// The progress that a run has reported; empty if it has reported none.
  public Optional<Progress> progress(Experiment experiment) {
    return inspection.progress(experiment);
  }

  /// Why a pending experiment does not start; empty if it is about to start, or is not pending.
  public Optional<WaitingFor> waitingFor(Experiment experiment) {
    return waitingFor(experiment, null);
  }

  /// The same, for a call per experiment of a list.
  ///
  /// @param paused the result of [#paused]; null to read it now
  public Optional<WaitingFor> waitingFor(Experiment experiment, @Nullable Set<String> paused) {
    return inspection.waitingFor(experiment, paused);
  }

  /// The words for what a pending experiment waits for.
  ///
  /// @param waitingFor the result of [#waitingFor(Experiment)]
  public Optional<String> waitingReason(Experiment experiment, WaitingFor waitingFor) {
    return inspection.waitingReason(experiment, waitingFor);
  }

  /// How far the stop of a running experiment has come; empty if it is not being stopped.
  public Optional<StopProgress> stage(Experiment experiment) {
    return inspection.stage(experiment);
  }

  /// The paths of the files of an experiment's latest attempt.
  public ExperimentFiles files(Experiment experiment) {
    return inspection.files(experiment);
  }

  /// The JSON result that Java code in this process has set; empty if there is none.
  public Optional<String> result(ExperimentId id) {
    return node.store().result(id);
  }

  /// An additional input file of an experiment, before or after its first start.
  InputStream attachedFile(Experiment experiment, AttachedFile file) throws IOException {
    return workspace.openFile(experiment, file);
  }

  /// Runs the expensive parts of requests on a few platform threads, fairly between clients.
  public BoundedWork work() {
    return node.work();
  }

  public DataDirectory dataDirectory() {
    return data;
  }

  /// One line about the store.
  public String storeDescription() {
    return node.store().description();
  }

  /// False during the start, during and after the stop, and once the store rejects writes.
  public boolean ready() {
    return node.ready() && !stopped;
  }

  /// Does all work that is due: starts ready experiments, cancels expired ones, and purges old
  /// ones. The engine does this automatically; call this method only after setting a clock by hand.
  /// Blocks.
  public void look() {
    node.housekeeping().look();
  }

  /// Rejects further queries and claims nothing. Java code gets its grace period and is then handed
  /// back. Child processes continue under the warden, or the stop waits for them, see
  /// [EngineBuilder#onStop]. Accepted queries are durable.
  public synchronized void stop() {
    if (stopped) {
      return;
    }
    stopped = true;
    node.stop();
  }

  /// Hands running Java code back durably without waiting for it. For a process that exits
  /// immediately, even during [#stop]. Child processes continue under the warden.
  public void abandon() {
    node.abandon();
  }

  /// Stops, and releases the store and the data directory.
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
