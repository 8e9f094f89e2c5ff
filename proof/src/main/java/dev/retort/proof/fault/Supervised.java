package dev.retort.proof.fault;

import dev.retort.client.RetortClientException;
import dev.retort.proof.rig.Arena;
import dev.retort.proof.rig.ChildServer;
import dev.retort.proof.rig.Launch;
import dev.retort.proof.rig.Pause;
import java.io.IOException;

/// Starts a server again each time that it has died, as a service manager does.
final class Supervised {
  private static final int MOST_STARTS = 25;
  private static final int SECONDS = 60;

  private Supervised() {}

  /// Until the backlog is empty.
  static void untilAllHasEnded(Arena arena, Launch launch)
      throws IOException, InterruptedException {
    for (int start = 0; start < MOST_STARTS; start++) {
      var _ = Pause.until(SECONDS, () -> !arena.server().alive() || isEmpty(arena));
      if (arena.server().alive()) {
        return;
      }
      arena.kill();
      start(arena, launch);
    }
    arena.expect(false, "a program cannot stop the others' work", MOST_STARTS + " starts");
  }

  /// A start that may fail: what killed the server before may run again before it listens.
  static void start(Arena arena, Launch launch) throws IOException, InterruptedException {
    try {
      arena.start(launch);
    } catch (ChildServer.NotStarted died) {
      arena.expect(died.exitCode() > 0, "a server that starts dies or listens", "it did neither");
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
