package dev.retort.proof.fault;

import dev.retort.proof.rig.Arena;
import dev.retort.proof.rig.Gate;
import dev.retort.proof.rig.Pause;
import java.util.List;

/// Programs end while no server lives.
final class EndedMeanwhile implements Fault {
  private static final int RUNNING = 10;

  @Override
  public String name() {
    return "ended-meanwhile";
  }

  @Override
  public String what() {
    return "programs end while no server lives; their exit records are found, nothing is run again";
  }

  @Override
  public void run(Arena arena, Budget budget) throws Exception {
    try (Gate gate = new Gate(arena.root())) {
      arena.start();
      List<String> ids = Adoption.atTheGate(arena, gate, RUNNING);
      arena.kill();
      gate.open();
      boolean ended = Pause.until(30, () -> arena.processes().programs().isEmpty());
      arena.expect(ended, "the warden lets programs end without a server", "they still run");
      arena.start();
      Adoption.expectFirstAttempts(arena, ids);
    }
  }
}
