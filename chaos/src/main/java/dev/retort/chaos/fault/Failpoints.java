package dev.retort.chaos.fault;

import dev.retort.chaos.rig.Arena;
import dev.retort.chaos.rig.Load;
import dev.retort.chaos.subject.Failpoint;
import dev.retort.chaos.subject.Failpoint.Moment;
import dev.retort.rig.ChildServer;
import dev.retort.rig.ServerLaunch;
import java.io.IOException;
import java.time.Duration;

/// Common code of faults at failpoints.
final class Failpoints {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int LATEST = 10;

  private Failpoints() {}

  static ServerLaunch at(Arena arena, Failpoint failpoint) {
    return arena.launch().withJvm("-D" + Failpoint.PROPERTY + "=" + failpoint.text());
  }

  /// Waits until the server has died at its failpoint.
  static void awaitDeath(Arena arena) throws InterruptedException {
    expectDeath(arena);
    arena.kill();
  }

  /// The same without counting a fault, because the round continues.
  static void expectDeath(Arena arena) throws InterruptedException {
    int code = arena.server().awaitExit(PATIENCE);
    arena.expect(
        code == Failpoint.EXIT_CODE, "the server dies at the failpoint", "exit code " + code);
  }

  /// Starts servers under load that die at one of the first commits of a kind, and finally a normal
  /// one.
  static void underLoad(Arena arena, Budget budget, Moment moment, String change)
      throws IOException, InterruptedException {
    try (Load _ = arena.load(Load.Mix.CHILDREN)) {
      while (budget.more()) {
        int count = 1 + arena.random().nextInt(LATEST);
        startToDie(arena, new Failpoint(moment, change, count));
      }
    }
    arena.start();
  }

  /// The server may die before it listens, because recovery also commits.
  private static void startToDie(Arena arena, Failpoint failpoint)
      throws IOException, InterruptedException {
    try {
      arena.start(at(arena, failpoint));
    } catch (ChildServer.NotStarted early) {
      arena.expect(
          early.exitCode() == Failpoint.EXIT_CODE,
          "the server dies at the failpoint",
          String.valueOf(early.getMessage()));
      arena.count();
      return;
    }
    awaitDeath(arena);
  }
}
