package dev.retort.proof.fault;

import dev.retort.proof.check.Rules;
import dev.retort.proof.rig.Arena;
import dev.retort.proof.rig.Load;
import dev.retort.proof.rig.Pause;
import dev.retort.proof.subject.SubjectPrograms;

/// A service manager or a container kills everything at once.
final class KillGroup implements Fault {
  private static final int AT_WORK = 5;

  @Override
  public String name() {
    return "kill-group";
  }

  @Override
  public String what() {
    return "kill -9 of server, warden and programs; attempts are lost and tried again";
  }

  @Override
  public int rounds() {
    return 3;
  }

  @Override
  public Rules rules() {
    return SubjectPrograms.RULES.withLostChildren();
  }

  @Override
  public void run(Arena arena, Budget budget) throws Exception {
    try (Load _ = arena.load(Load.Mix.ALL)) {
      while (budget.more()) {
        arena.start();
        arena.awaitAcknowledged(AT_WORK);
        Pause.millis(arena.random().nextInt(100, 1_000));
        killAll(arena);
      }
    }
    arena.start();
  }

  /// Server, warden and programs: nothing of the node is left when it returns.
  static void killAll(Arena arena) throws InterruptedException {
    ProcessHandle.of(arena.server().pid()).ifPresent(ProcessHandle::destroyForcibly);
    boolean dead = arena.processes().killAll();
    arena.kill();
    arena.expect(dead && !arena.server().alive(), "kill -9 leaves nothing", "some process lives");
  }
}
