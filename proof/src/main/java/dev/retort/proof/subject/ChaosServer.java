package dev.retort.proof.subject;

import dev.retort.core.Store;
import dev.retort.engine.Engine;
import dev.retort.server.RetortServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// A server with programs of all kinds and, if its system properties ask for it, a failpoint or a
/// planted bug. It dies with the process that started it, whose pipe is its standard input.
public final class ChaosServer {
  /// Beside the ledger: the ids of the queries in whose commit a server died.
  public static final String BATCH = "batch";

  /// Beside the ledger: how many seconds the servers' wall clock is off; it is right without.
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
      // waits for the end of the one who started it
    }
    Runtime.getRuntime().halt(0);
  }

  private static Store store(Path database, Path batch) {
    Store store = Plant.open(database);
    Optional<Failpoint> failpoint = Failpoint.ofProperty();
    return failpoint.isPresent() ? new FailpointStore(store, failpoint.get(), batch) : store;
  }
}
