package dev.retort.proof.fault;

import dev.retort.proof.rig.Arena;
import dev.retort.proof.rig.ChildServer;
import dev.retort.proof.rig.Launch;
import dev.retort.proof.rig.Load;
import dev.retort.proof.subject.Failpoint;
import dev.retort.proof.subject.Failpoint.Moment;
import java.io.IOException;
import java.time.Duration;

/// What the faults at failpoints have in common.
final class Failpoints {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int LATEST = 10;

  private Failpoints() {}

  static Launch at(Arena arena, Failpoint failpoint) {
    return arena.launch().withJvm("-D" + Failpoint.PROPERTY + "=" + failpoint.text());
  }

  /// Waits until the server has died at its failpoint.
  static void awaitDeath(Arena arena) throws InterruptedException {
    expectDeath(arena);
    arena.kill();
  }

  /// The same, not counted as a fault: there is more to come.
  static void expectDeath(Arena arena) throws InterruptedException {
    int code = arena.server().awaitExit(PATIENCE);
    arena.expect(
        code == Failpoint.EXIT_CODE, "the server dies at the failpoint", "exit code " + code);
  }

  /// Servers under load that die at one of the first commits of a kind; a living one in the end.
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

  /// It may die before it listens: what its predecessor left makes commits too.
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
