package dev.retort.cli.serve;

import dev.retort.cli.logging.Logging;
import dev.retort.server.RetortServer;
import dev.retort.store.sqlite.SqliteStore;

/// Initializes the log, the store's libraries and Jetty on a thread of its own, while the main
/// thread parses the command line. Thread-safe.
public final class Warmup {
  private Warmup() {}

  /// Starts the warmup if the command line is that of a server.
  public static void of(String... args) {
    if (args.length > 0 && args[0].equals("serve")) {
      Thread.ofPlatform().name("retort-warmup").daemon().start(Warmup::run);
    }
  }

  private static void run() {
    try {
      Logging.warmUp();
      SqliteStore.warmUp();
      RetortServer.warmUp();
    } catch (RuntimeException | LinkageError failed) {
      // the main thread meets the same failure and reports it
    }
  }
}
