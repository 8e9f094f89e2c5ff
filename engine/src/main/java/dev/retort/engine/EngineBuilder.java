package dev.retort.engine;

import dev.retort.core.MemoryStore;
import dev.retort.core.OutcomeUnknownException;
import dev.retort.core.Program;
import dev.retort.core.RetortException;
import dev.retort.core.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Sets an engine up. Not thread-safe.
public final class EngineBuilder {
  private final Path directory;
  private final List<Program> programs = new ArrayList<>();
  private Function<Path, Store> store = _ -> new MemoryStore();
  private InstantSource clock = InstantSource.system();
  private String node = "node-" + ProcessHandle.current().pid();
  private @Nullable NodeTotals totals;
  private OnStop onStop = OnStop.ADOPT;
  private Consumer<OutcomeUnknownException> onFatal = _ -> {};

  EngineBuilder(Path directory) {
    this.directory = directory;
  }

  /// How to open the store, given the path of its database; by default one in memory, which loses
  /// everything with the process. `SqliteStore::open` is the durable one.
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

  /// The wall clock; deadlines do not depend on it.
  public EngineBuilder clock(InstantSource value) {
    clock = value;
    return this;
  }

  /// This node's name.
  public EngineBuilder node(String value) {
    node = value;
    return this;
  }

  /// What the programs of this node may take together; by default all that the machine has.
  public EngineBuilder totals(NodeTotals value) {
    totals = value;
    return this;
  }

  /// What becomes of running child processes at a stop; by default they go on.
  public EngineBuilder onStop(OnStop value) {
    onStop = value;
    return this;
  }

  /// Told once when the store cannot say any more what it has written: the process should end.
  public EngineBuilder onFatal(Consumer<OutcomeUnknownException> value) {
    onFatal = value;
    return this;
  }

  List<Program> programs() {
    return List.copyOf(programs);
  }

  InstantSource clock() {
    return clock;
  }

  String node() {
    return node;
  }

  NodeTotals totals() {
    return totals == null ? NodeTotals.ofMachine() : totals;
  }

  OnStop onStop() {
    return onStop;
  }

  Consumer<OutcomeUnknownException> onFatal() {
    return onFatal;
  }

  /// Locks the data directory, opens the store, takes over what an earlier engine left, and starts.
  ///
  /// @throws RetortException when one of these is not possible; the message says what to do
  public Engine open() {
    DataDirectory data = DataDirectory.open(directory);
    Store opened = null;
    Engine engine = null;
    try {
      opened = store.apply(data.database());
      engine = new Engine(this, data, opened);
      engine.start();
      return engine;
    } catch (IOException failed) {
      giveBack(engine, opened, data);
      throw new RetortException("cannot start on " + directory + ": " + failed, failed);
    } catch (RuntimeException failed) {
      giveBack(engine, opened, data);
      throw failed;
    }
  }

  private static void giveBack(
      @Nullable Engine engine, @Nullable Store opened, DataDirectory data) {
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
