package dev.retort.example.seed;

import dev.retort.core.program.Program;
import dev.retort.engine.Engine;
import dev.retort.server.RetortServer;
import dev.retort.store.sqlite.SqliteStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// A durable engine with a server. Thread-safe.
final class ExampleServer implements AutoCloseable {
  private final Engine engine;
  private final RetortServer server;

  private ExampleServer(Engine engine, RetortServer server) {
    this.engine = engine;
    this.server = server;
  }

  /// Stores its data in a new temporary directory.
  ///
  /// @param port 0 for any free port
  static ExampleServer start(int port, List<Program> programs) throws IOException {
    return start(Files.createTempDirectory("retort-seed-"), port, programs);
  }

  static ExampleServer start(Path directory, int port, List<Program> programs) {
    Engine engine = Engine.builder(directory).store(SqliteStore::open).programs(programs).open();
    try {
      return new ExampleServer(engine, RetortServer.builder(engine).port(port).start());
    } catch (RuntimeException failed) {
      engine.close();
      throw failed;
    }
  }

  Engine engine() {
    return engine;
  }

  URI uri() {
    return server.uri();
  }

  /// Prints the address and blocks until the process ends.
  void untilStopped() throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::close));
    System.out.println("listening on " + uri() + ", data in " + engine.dataDirectory().root());
    System.out.println("stop with Ctrl-C");
    new CountDownLatch(1).await();
  }

  @Override
  public void close() {
    try (engine) {
      server.close();
    }
  }
}
