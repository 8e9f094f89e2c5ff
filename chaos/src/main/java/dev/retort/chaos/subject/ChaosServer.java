package dev.retort.chaos.subject;

import dev.retort.core.store.Store;
import dev.retort.engine.Engine;
import dev.retort.server.RetortServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// A server with programs of all kinds and, if system properties set them, a failpoint or a planted
/// bug. Exits when its parent closes its standard input.
public final class ChaosServer {
  /// File next to the ledger: ids of the queries in the commit in which a server died.
  public static final String BATCH = "batch";

  /// File next to the ledger: offset of the servers' wall clock in seconds; without the file the
  /// clock is right.
  public static final String CLOCK = "clock";

  private static final int STORE_LOST = 1;

  private ChaosServer() {}

  /// @param arguments data directory, ledger, script of the command programs
  public static void main(String[] arguments) throws IOException {
    Path ledger = Path.of(arguments[1]);
    Path script = Path.of(arguments[2]);
    Engine engine =
        Engine.builder(Path.of(arguments[0]))
            .store(database -> store(database, ledger.resolveSibling(BATCH)))
            .programs(SubjectPrograms.all(ledger, script))
            .clock(new SetClock(ledger.resolveSibling(CLOCK)))
            .onFatal(_ -> Runtime.getRuntime().halt(STORE_LOST))
            .open();
    RetortServer server = RetortServer.builder(engine).port(0).start();
    System.out.println("Retort listens on " + server.uri());
    while (System.in.read() >= 0) {
      // waits until the parent exits
    }
    Runtime.getRuntime().halt(0);
  }

  private static Store store(Path database, Path batch) {
    Store store = Plant.open(database);
    Optional<Failpoint> failpoint = Failpoint.ofProperty();
    return failpoint.isPresent() ? new FailpointStore(store, failpoint.get(), batch) : store;
  }
}
