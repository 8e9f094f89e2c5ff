package dev.retort.proof.fault;

import dev.retort.proof.check.Rules;
import dev.retort.proof.rig.Arena;
import dev.retort.proof.rig.Load;
import dev.retort.proof.rig.Pause;
import dev.retort.proof.subject.SubjectPrograms;

/// The warden alone dies.
final class KillWarden implements Fault {
  @Override
  public String name() {
    return "kill-warden";
  }

  @Override
  public String what() {
    return "kill -9 of the warden; its programs die, their attempts are lost and tried again";
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
    arena.start();
    try (Load _ = arena.load(Load.Mix.ALL)) {
      while (budget.more()) {
        boolean there = Pause.until(20, () -> !arena.processes().wardens().isEmpty());
        arena.expect(there, "a new warden is started", "none within 20 s");
        Pause.millis(arena.random().nextInt(300, 1_500));
        arena.processes().wardens().forEach(ProcessHandle::destroyForcibly);
        arena.count();
      }
    }
    arena.expect(arena.server().alive(), "the server outlives its warden", "it died");
  }
}
