package dev.retort.proof.fault;

import dev.retort.proof.rig.Arena;
import dev.retort.proof.rig.Load;
import dev.retort.proof.rig.Pause;

/// The server dies at a random moment while clients send and programs run.
final class Kill implements Fault {
  private static final int LONGEST_MILLIS = 1_200;
  private static final int SHORTEST_MILLIS = 100;

  @Override
  public String name() {
    return "kill";
  }

  @Override
  public String what() {
    return "kill -9 of the server at a random moment under load; what runs is adopted, nothing is"
        + " lost";
  }

  @Override
  public int rounds() {
    return 20;
  }

  @Override
  public void run(Arena arena, Budget budget) throws Exception {
    try (Load _ = arena.load(Load.Mix.ALL)) {
      while (budget.more()) {
        arena.start();
        Pause.millis(arena.random().nextInt(SHORTEST_MILLIS, LONGEST_MILLIS));
        arena.remember();
        arena.kill();
      }
    }
    arena.start();
  }
}
