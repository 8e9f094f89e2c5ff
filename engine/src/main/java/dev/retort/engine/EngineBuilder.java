package dev.retort.engine;

import dev.retort.core.BacklogLimits;
import dev.retort.core.OutcomeUnknownException;
import dev.retort.core.RetortException;
import dev.retort.core.program.NodeCapacity;
import dev.retort.core.program.Program;
import dev.retort.core.store.Store;
import dev.retort.engine.files.DataDirectory;
import dev.retort.engine.json.JsonLibraries;
import dev.retort.engine.listen.EngineListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Configures and opens an engine. Not thread-safe.
public final class EngineBuilder {
  private final Path directory;
  private final List<Program> programs = new ArrayList<>();
  private final List<EngineListener> listeners = new ArrayList<>();
  private @Nullable Function<Path, Store> store;
  private InstantSource clock = toMillis(InstantSource.system());
  private String node = "node-" + ProcessHandle.current().pid();
  private @Nullable NodeCapacity totals;
  private OnStop onStop = OnStop.ADOPT;
  private @Nullable Long retentionSize;
  private BacklogLimits backlogLimits = BacklogLimits.NONE;
  private Consumer<OutcomeUnknownException> onFatal = _ -> {};

  /// What an engine does with running child processes when it stops.
  public enum OnStop {
    /// They continue under the warden, and the next engine on the same directory adopts them.
    ADOPT,
    /// The stop waits for their ends.
    WAIT
  }

  EngineBuilder(Path directory) {
    this.directory = directory;
  }

  /// Opens the store at the path of its database, for example `SqliteStore::open`. Required.
  public EngineBuilder store(Function<Path, Store> value) {
    store = value;
    return this;
  }

  /// Adds a program.
  public EngineBuilder program(Program program) {
    programs.add(program);
    return this;
  }

  /// Adds programs.
  public EngineBuilder programs(List<Program> several) {
    programs.addAll(several);
    return this;
  }

  /// Adds a listener that also receives the changes of the start, such as the ends of adopted
  /// experiments. See [Engine#listen(EngineListener)].
  public EngineBuilder listener(EngineListener value) {
    listeners.add(value);
    return this;
  }

  /// The wall clock; the engine truncates it to milliseconds. Deadlines do not depend on it.
  public EngineBuilder clock(InstantSource value) {
    clock = toMillis(value);
    return this;
  }

  private static InstantSource toMillis(InstantSource source) {
    return () -> source.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /// This node's name.
  public EngineBuilder node(String value) {
    node = value;
    return this;
  }

  /// The capacity that the programs of this node share; by default the capacity of the machine.
  public EngineBuilder totals(NodeCapacity value) {
    totals = value;
    return this;
  }

  /// What a stop does with running child processes; by default they continue.
  public EngineBuilder onStop(OnStop value) {
    onStop = value;
    return this;
  }

  /// The maximum size of the files of all ended experiments together, in bytes; by default no
  /// limit. The oldest are purged first, and marked ones never.
  public EngineBuilder retentionSize(@Nullable Long value) {
    retentionSize = value;
    return this;
  }

  /// How many experiments may wait, altogether and of each owner; by default no limits. A program
  /// has a limit of its own, see [dev.retort.core.program.Limits].
  public EngineBuilder backlogLimits(BacklogLimits value) {
    backlogLimits = value;
    return this;
  }

  /// Called once if the outcome of a commit is unknown: the process should exit.
  public EngineBuilder onFatal(Consumer<OutcomeUnknownException> value) {
    onFatal = value;
    return this;
  }

  List<Program> programs() {
    return List.copyOf(programs);
  }

  List<EngineListener> listeners() {
    return List.copyOf(listeners);
  }

  InstantSource clock() {
    return clock;
  }

  String node() {
    return node;
  }

  NodeCapacity totals() {
    return totals == null ? NodeCapacity.ofMachine() : totals;
  }

  OnStop onStop() {
    return onStop;
  }

  @Nullable Long retentionSize() {
    return retentionSize;
  }

  BacklogLimits backlogLimits() {
    return backlogLimits;
  }

  Consumer<OutcomeUnknownException> onFatal() {
    return onFatal;
  }

  /// Checks the versions of the libraries that Retort needs, locks the data directory, opens the
  /// store, recovers the attempts of an earlier engine, and starts.
  ///
  /// @throws RetortException if one of these steps fails; the message says what to do
  public Engine open() {
    Function<Path, Store> opener = store;
    if (opener == null) {
      throw new IllegalStateException(
          "an engine needs a store: call store(SqliteStore::open), from retort-store-sqlite");
    }
    JsonLibraries.require();
    DataDirectory data = DataDirectory.open(directory);
    Store opened = null;
    Engine engine = null;
    try {
      opened = opener.apply(data.database());
      engine = new Engine(this, data, opened);
      engine.start();
      return engine;
    } catch (IOException failed) {
      release(engine, opened, data);
      throw new RetortException("cannot start on " + directory + ": " + failed, failed);
    } catch (RuntimeException failed) {
      release(engine, opened, data);
      throw failed;
    }
  }

  private static void release(@Nullable Engine engine, @Nullable Store opened, DataDirectory data) {
    if (engine != null) {
      engine.close();
      return;
    }
    if (opened != null) {
      opened.close();
    }
    data.close();
  }
}
