package dev.retort.proof.fault;

import dev.retort.proof.check.Order;
import dev.retort.proof.rig.Arena;
import dev.retort.proof.subject.Failpoint;
import dev.retort.proof.subject.Failpoint.Moment;
import dev.retort.proof.subject.SubjectPrograms;

/// The server dies when the queries are durable, and before anybody was told.
final class KillAfterCommit implements Fault {
  @Override
  public String name() {
    return "kill-after-commit";
  }

  @Override
  public String what() {
    return "the server dies after a commit, before the answer; there once, a retry gives the same"
        + " id";
  }

  @Override
  public int rounds() {
    return 2;
  }

  @Override
  public void run(Arena arena, Budget budget) throws Exception {
    arena.start(Failpoints.at(arena, new Failpoint(Moment.AFTER, "Submit", 1)));
    Order order = arena.order(SubjectPrograms.COMMAND, 0, 3);
    arena.expect(
        !arena.tryToSubmit(order, "MKTAYIAK"),
        "the server dies before the answer",
        order.key() + " was acknowledged");
    Failpoints.awaitDeath(arena);
    arena.start();
    arena.expect(
        arena.count(order) == 1,
        "what was committed is there once",
        order.key() + " is there " + arena.count(order) + " times");
    arena.expect(
        arena.tryToSubmit(order, "MKTAYIAK") && arena.count(order) == 1,
        "a retry finds what is there",
        order.key() + " is there " + arena.count(order) + " times after a retry");
    Failpoints.underLoad(arena, budget, Moment.AFTER, "Submit");
  }
}
