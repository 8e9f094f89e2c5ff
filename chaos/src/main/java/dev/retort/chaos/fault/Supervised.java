package dev.retort.chaos.fault;

import dev.retort.chaos.rig.Arena;
import dev.retort.client.RetortClientException;
import dev.retort.rig.ChildServer;
import dev.retort.rig.Pause;
import dev.retort.rig.ServerLaunch;
import java.io.IOException;

/// Restarts a server each time it dies, as a service manager does.
final class Supervised {
  private static final int MOST_STARTS = 25;
  private static final int SECONDS = 60;

  private Supervised() {}

  /// Restarts the server until the backlog is empty.
  static void untilAllHasEnded(Arena arena, ServerLaunch launch)
      throws IOException, InterruptedException {
    for (int start = 0; start < MOST_STARTS; start++) {
      var _ = Pause.until(SECONDS, () -> !arena.server().alive() || isEmpty(arena));
      if (arena.server().alive()) {
        return;
      }
      arena.kill();
      start(arena, launch);
    }
    arena.expect(false, "a program cannot stop the work of others", MOST_STARTS + " starts");
  }

  /// Starts a server that may die again before it listens, because the killing program may run
  /// again.
  static void start(Arena arena, ServerLaunch launch) throws IOException, InterruptedException {
    try {
      arena.start(launch);
    } catch (ChildServer.NotStarted died) {
      arena.expect(died.exitCode() > 0, "a starting server listens or exits", "it did neither");
    }
  }

  private static boolean isEmpty(Arena arena) {
    try {
      return arena.server().client().backlog().length() == 0;
    } catch (RetortClientException died) {
      return false;
    }
  }
}
