package dev.retort.cli;

import dev.retort.server.RetortServer;
import dev.retort.store.SqliteStore;

/// Makes ready what a server needs whatever its command line says, on a thread of its own while the
/// main thread reads that: the log, the store's libraries, Jetty. Thread-safe.
final class HeadStart {
  private HeadStart() {}

  /// Begins it when the line is one of a server.
  static void of(String... args) {
    if (args.length > 0 && args[0].equals("serve")) {
      Thread.ofPlatform().name("retort-head-start").daemon().start(HeadStart::run);
    }
  }

  private static void run() {
    try {
      Logging.warmUp();
      SqliteStore.warmUp();
      RetortServer.warmUp();
    } catch (RuntimeException | LinkageError failed) {
      // whoever needs it meets the same, and tells
    }
  }
}
