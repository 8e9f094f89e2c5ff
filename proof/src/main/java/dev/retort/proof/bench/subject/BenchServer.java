package dev.retort.proof.bench.subject;

import dev.retort.engine.Engine;
import dev.retort.proof.rig.ChildServer;
import dev.retort.server.RetortServer;
import dev.retort.store.SqliteStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A server with the programs of the bench. Its standard input says what it shall do (see
/// [Orders]), one line each; it dies with the process that started it, whose pipe that is.
public final class BenchServer {
  private static final int STORE_LOST = 1;

  private BenchServer() {}

  /// Runs until standard input ends.
  ///
  /// @param arguments data directory
  public static void main(String[] arguments) throws IOException, InterruptedException {
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
