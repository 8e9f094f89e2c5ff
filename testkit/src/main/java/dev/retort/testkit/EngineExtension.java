package dev.retort.testkit;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Status;
import dev.retort.core.program.NodeCapacity;
import dev.retort.core.program.Program;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.core.store.Store;
import dev.retort.engine.Engine;
import dev.retort.engine.EngineBuilder;
import dev.retort.engine.EngineBuilder.OnStop;
import dev.retort.store.contract.CuttableStore;
import dev.retort.store.memory.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Gives each test a real engine on a temporary directory, with a clock that moves only when the
/// test moves it:
///
/// ```java
/// @RegisterExtension
/// final EngineExtension retort = EngineExtension.with(Program.blocking("zero", run -> 0));
///
/// @Test
/// void a_query_is_answered_and_run() throws Exception {
///   retort.engine().submit(Query.of("zero", "foo", "42"));
///   assertThat(retort.runDry()).extracting(Experiment::status).containsExactly(Status.FINISHED);
/// }
/// ```
///
/// By default the store is in memory and survives [#restart] and [#crash]; [#store] selects another
/// one. Timeouts of running programs use real time. Child processes end with their test. The
/// extension is not thread-safe; the engine is.
public final class EngineExtension implements BeforeEachCallback, AfterEachCallback {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final List<Program> programs;
  private @Nullable Function<Path, Store> store;
  private NodeCapacity totals = NodeCapacity.ofMachine();
  private OnStop onStop = OnStop.ADOPT;
  private Duration patience = PATIENCE;
  private @Nullable Session session;

  /// The state of one test.
  ///
  /// @param answered the experiments that [#runDry] has already returned
  private record Session(
      Path directory, ManualClock clock, Store memory, Set<ExperimentId> answered, Node node) {
    Session with(Node value) {
      return new Session(directory, clock, memory, answered, value);
    }
  }

  private record Node(Engine engine, CuttableStore store) {}

  private EngineExtension(List<Program> programs) {
    this.programs = programs;
  }

  /// An engine with these programs.
  public static EngineExtension with(Program... programs) {
    return new EngineExtension(List.of(programs));
  }

  /// Sets another store, for example `SqliteStore::open`.
  public EngineExtension store(Function<Path, Store> value) {
    store = value;
    return this;
  }

  /// Sets the capacity for all programs together; by default that of the machine.
  public EngineExtension totals(NodeCapacity value) {
    totals = value;
    return this;
  }

  /// Sets what happens to child processes at a [#restart]; by default they continue.
  public EngineExtension onStop(OnStop value) {
    onStop = value;
    return this;
  }

  /// Sets how long [#runDry] waits without a change in the backlog, in real time; one minute by
  /// default.
  public EngineExtension patience(Duration value) {
    patience = value;
    return this;
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    Path directory = Files.createTempDirectory("retort-test-");
    ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    Store memory = new MemoryStore();
    session =
        new Session(directory, clock, memory, new HashSet<>(), open(directory, clock, memory));
  }

  private Node open(Path directory, ManualClock clock, Store memory) {
    Function<Path, Store> named = store;
    // open() calls this function before it returns
    CuttableStore[] opened = new CuttableStore[1];
    EngineBuilder builder =
        Engine.builder(directory)
            .programs(programs)
            .clock(clock)
            .node("test")
            .totals(totals)
            .onStop(onStop)
            .store(
                path -> opened[0] = new CuttableStore(named == null ? memory : named.apply(path)));
    return new Node(builder.open(), opened[0]);
  }

  private Session session() {
    if (session == null) {
      throw new IllegalStateException("the engine exists only during a test");
    }
    return session;
  }

  /// The engine of this test.
  public Engine engine() {
    return session().node().engine();
  }

  /// The wall clock of the engine; it moves only when the test moves it.
  public ManualClock clock() {
    return session().clock();
  }

  /// Moves the clock and lets the engine check it: deferred experiments and retries become ready,
  /// expired experiments are cancelled, and retention purges old ones. A negative duration sets the
  /// clock back.
  public void advance(Duration by) {
    clock().advance(by);
    engine().look();
  }

  /// Waits until the backlog is empty. Returns the experiments that ended since the last call in
  /// the test, in the order of their acceptance. Deferred experiments and retries take no real
  /// time: when nothing else is left to run, the clock moves to their start.
  ///
  /// @throws AssertionError if nothing changes for longer than [#patience]; the message lists the
  ///   remaining experiments and why they wait
  public List<Experiment> runDry() throws InterruptedException {
    Set<ExperimentId> answered = session().answered();
    return new DryRun(engine(), clock(), patience)
        .run().stream().filter(each -> answered.add(each.id())).toList();
  }

  /// Closes the engine and opens a new one on the same directory, as a restart does.
  public Engine restart() {
    engine().close();
    return reopen();
  }

  /// Simulates a crash of the engine and opens a new one on the same directory. The store ignores
  /// all later writes of the old engine, and the new engine finds its experiments still running.
  /// Java programs are interrupted or cancelled; child processes continue.
  public Engine crash() {
    session().node().store().cut();
    engine().close();
    return reopen();
  }

  private Engine reopen() {
    Session before = session();
    session = before.with(open(before.directory(), before.clock(), before.memory()));
    return engine();
  }

  /// Waits until all of these experiments have ended, and returns them.
  public List<Experiment> awaitAll(List<ExperimentId> ids) throws InterruptedException {
    List<Experiment> ended = new ArrayList<>();
    for (ExperimentId id : ids) {
      ended.add(engine().await(id));
    }
    return ended;
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException, InterruptedException {
    Session last = session;
    session = null;
    if (last != null) {
      try (Engine engine = last.node().engine()) {
        endChildren(engine);
      }
      DirectoryTree.delete(last.directory(), patience);
    }
  }

  /// Cancels all running child processes.
  private void endChildren(Engine engine) throws InterruptedException {
    if (!engine.ready()) {
      return;
    }
    for (Program program : programs) {
      if (!program.inProcess()) {
        engine.pause(program.name());
        ExperimentFilter running =
            new ExperimentFilter(Status.RUNNING, program.name(), Map.of(), null);
        for (Experiment each : engine.list(running, Integer.MAX_VALUE)) {
          engine.cancel(each.id());
          Optional<Experiment> unused = engine.await(each.id(), patience);
        }
      }
    }
  }
}
