package dev.retort.testkit;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Program;
import dev.retort.core.Store;
import dev.retort.engine.Engine;
import dev.retort.engine.EngineBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Gives each test a real engine on a temporary directory:
///
/// ```java
/// @RegisterExtension
/// final EngineExtension retort = EngineExtension.with(Program.blocking("zero", run -> 0));
/// ```
///
/// The store is the one in memory unless [#store] says otherwise. Not thread-safe; the engine is.
public final class EngineExtension implements BeforeEachCallback, AfterEachCallback {
  private final List<Program> programs;
  private @Nullable Function<Path, Store> store;
  private ManualClock clock = newClock();
  private @Nullable Engine engine;
  private @Nullable Path directory;

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

  private static ManualClock newClock() {
    return new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    directory = Files.createTempDirectory("retort-test-");
    clock = newClock();
    engine = open(directory);
  }

  private Engine open(Path where) {
    EngineBuilder builder = Engine.builder(where).programs(programs).clock(clock).node("test");
    return (store == null ? builder : builder.store(store)).open();
  }

  /// The engine of this test.
  public Engine engine() {
    if (engine == null) {
      throw new IllegalStateException("there is an engine only while a test runs");
    }
    return engine;
  }

  /// Its wall clock, which stands still until it is moved.
  public ManualClock clock() {
    return clock;
  }

  /// Closes the engine and opens another one on the same directory, as a restart does.
  public Engine restart() {
    engine().close();
    if (directory == null) {
      throw new IllegalStateException("there is an engine only while a test runs");
    }
    engine = open(directory);
    return engine;
  }

  /// Waits until all of these have ended, and answers with their ends.
  public List<Experiment> awaitAll(List<ExperimentId> ids) throws InterruptedException {
    List<Experiment> ended = new java.util.ArrayList<>();
    for (ExperimentId id : ids) {
      ended.add(engine().await(id));
    }
    return ended;
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    if (engine != null) {
      engine.close();
      engine = null;
    }
    if (directory != null) {
      try (Stream<Path> all = Files.walk(directory)) {
        all.sorted(Comparator.reverseOrder()).forEach(EngineExtension::delete);
      }
    }
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
