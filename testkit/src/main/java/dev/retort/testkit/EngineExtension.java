package dev.retort.testkit;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Filter;
import dev.retort.core.MemoryStore;
import dev.retort.core.Program;
import dev.retort.core.Status;
import dev.retort.core.Store;
import dev.retort.engine.Engine;
import dev.retort.engine.EngineBuilder;
import dev.retort.engine.NodeTotals;
import dev.retort.engine.OnStop;
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

/// Gives each test a real engine on a temporary directory, with a clock that stands still until the
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
/// The store is in memory and outlives [#restart] and [#crash], unless [#store] names another one.
/// Timeouts of running programs are in real time. Child processes end with their test. Not
/// thread-safe; the engine is.
public final class EngineExtension implements BeforeEachCallback, AfterEachCallback {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final List<Program> programs;
  private @Nullable Function<Path, Store> store;
  private NodeTotals totals = NodeTotals.ofMachine();
  private OnStop onStop = OnStop.ADOPT;
  private Duration patience = PATIENCE;
  private @Nullable Session session;

  /// What one test has.
  ///
  /// @param answered what [#runDry] has answered with
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

  /// The same on another store, for example `SqliteStore::open`.
  public EngineExtension store(Function<Path, Store> value) {
    store = value;
    return this;
  }

  /// The same with that much for the programs together; by default all that the machine has.
  public EngineExtension totals(NodeTotals value) {
    totals = value;
    return this;
  }

  /// What becomes of child processes at a [#restart]; by default they go on.
  public EngineExtension onStop(OnStop value) {
    onStop = value;
    return this;
  }

  /// How long [#runDry] waits while nothing of the backlog moves, in real time; a minute by
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
    // the engine opens it before it comes back
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
      throw new IllegalStateException("there is an engine only while a test runs");
    }
    return session;
  }

  /// The engine of this test.
  public Engine engine() {
    return session().node().engine();
  }

  /// Its wall clock, which stands still until it is moved.
  public ManualClock clock() {
    return session().clock();
  }

  /// Moves the clock and has the engine look at it: what was deferred or is tried again becomes
  /// ready, what was not started in time is cancelled, what is old is let go of. A negative
  /// duration sets the clock back.
  public void advance(Duration by) {
    clock().advance(by);
    engine().look();
  }

  /// Waits until nothing of the backlog is left, and answers with what has ended since this was
  /// last called in the test, in the order in which it was accepted. What was deferred or is tried
  /// again need not be waited for: when nothing else is left to do, the clock moves to its time.
  ///
  /// @throws AssertionError when nothing has moved for longer than [#patience]; it names what is
  ///   left and what that waits for
  public List<Experiment> runDry() throws InterruptedException {
    Set<ExperimentId> answered = session().answered();
    return new DryRun(engine(), clock(), patience)
        .run().stream().filter(each -> answered.add(each.id())).toList();
  }

  /// Closes the engine and opens another one on the same directory, as a restart does.
  public Engine restart() {
    engine().close();
    return reopen();
  }

  /// Kills the engine, as far as its store and its successor can tell, and opens another one on the
  /// same directory: nothing that the old one does from now on is kept, and what ran inside it is
  /// found running. Java programs are interrupted or cancelled; child processes go on.
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

  /// Waits until all of these have ended, and answers with their ends.
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

  /// No child process outlives its test.
  private void endChildren(Engine engine) throws InterruptedException {
    if (!engine.ready()) {
      return;
    }
    for (Program program : programs) {
      if (!program.inProcess()) {
        engine.pause(program.name());
        Filter running = new Filter(Status.RUNNING, program.name(), Map.of(), null);
        for (Experiment each : engine.list(running, Integer.MAX_VALUE)) {
          engine.cancel(each.id());
          Optional<Experiment> unused = engine.await(each.id(), patience);
        }
      }
    }
  }
}
