package dev.retort.proof.fault;

import dev.retort.proof.rig.Arena;
import dev.retort.proof.subject.Failpoint.Moment;

/// The server dies around the commit of an end: the program has ended, and its record lies on disk.
final class CrashAroundFinish implements Fault {
  @Override
  public String name() {
    return "crash-around-finish";
  }

  @Override
  public String what() {
    return "the server dies before and after an end is committed; nothing is run again";
  }

  @Override
  public int rounds() {
    return 2;
  }

  @Override
  public void run(Arena arena, Budget budget) throws Exception {
    Failpoints.underLoad(arena, new Budget(1), Moment.AFTER, "Finish");
    Failpoints.underLoad(arena, budget, Moment.BEFORE, "Finish");
  }
}
