package dev.retort.proof.fault;

import dev.retort.proof.check.Order;
import dev.retort.proof.rig.Arena;
import dev.retort.proof.subject.Failpoint;
import dev.retort.proof.subject.Failpoint.Moment;
import dev.retort.proof.subject.SubjectPrograms;

/// The server dies with the queries in its hands, before they are durable.
final class KillBeforeCommit implements Fault {
  @Override
  public String name() {
    return "kill-before-commit";
  }

  @Override
  public String what() {
    return "the server dies before a commit; no answer, and the key can be used again";
  }

  @Override
  public int rounds() {
    return 2;
  }

  @Override
  public void run(Arena arena, Budget budget) throws Exception {
    arena.start(Failpoints.at(arena, new Failpoint(Moment.BEFORE, "Submit", 1)));
    Order order = arena.order(SubjectPrograms.COMMAND, 0, 3);
    arena.expect(
        !arena.tryToSubmit(order, "MKTAYIAK"),
        "no answer before the commit",
        order.key() + " was acknowledged");
    Failpoints.awaitDeath(arena);
    arena.start();
    arena.expect(
        arena.count(order) == 0, "what was not committed is not there", order.key() + " is there");
    Failpoints.underLoad(arena, budget, Moment.BEFORE, "Submit");
  }
}
