package dev.retort.bench.subject;

import dev.retort.cli.logging.Logging;
import dev.retort.engine.Engine;
import dev.retort.rig.ChildServer;
import dev.retort.server.RetortServer;
import dev.retort.store.sqlite.SqliteStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A server with the programs of the bench. Reads commands from standard input (see [Orders]), one
/// a line, and exits when its parent closes this pipe.
public final class BenchServer {
  private static final int STORE_LOST = 1;

  private BenchServer() {}

  /// Runs until standard input ends.
  ///
  /// @param arguments the data directory
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Logging.start(Logging.Format.TEXT); // as `serve` does
    Engine engine =
        Engine.builder(Path.of(arguments[0]))
            .store(SqliteStore::open)
            .programs(BenchPrograms.all())
            .onFatal(_ -> Runtime.getRuntime().halt(STORE_LOST))
            .open();
    RetortServer server = RetortServer.builder(engine).port(0).withFloor(true).start();
    System.out.println("Retort listens on " + server.uri());
    Orders orders = new Orders(engine);
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      System.out.println(ChildServer.ANSWER + orders.obey(line));
    }
    Runtime.getRuntime().halt(0);
  }
}
