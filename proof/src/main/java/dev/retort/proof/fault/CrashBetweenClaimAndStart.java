package dev.retort.proof.fault;

import dev.retort.proof.rig.Arena;
import dev.retort.proof.subject.Failpoint.Moment;

/// The server dies when it has claimed experiments and started none of them.
final class CrashBetweenClaimAndStart implements Fault {
  @Override
  public String name() {
    return "crash-between-claim-and-start";
  }

  @Override
  public String what() {
    return "the server dies between a claim and the start; each runs once";
  }

  @Override
  public int rounds() {
    return 3;
  }

  @Override
  public void run(Arena arena, Budget budget) throws Exception {
    Failpoints.underLoad(arena, budget, Moment.AFTER, "Claim");
  }
}
