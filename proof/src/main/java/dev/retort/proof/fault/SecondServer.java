package dev.retort.proof.fault;

import dev.retort.proof.rig.Arena;
import dev.retort.proof.rig.ChildServer;
import dev.retort.proof.subject.SubjectPrograms;

/// Two servers are started on one data directory.
final class SecondServer implements Fault {
  @Override
  public String name() {
    return "second-server";
  }

  @Override
  public String what() {
    return "a second server on the same data directory; it refuses to start, the first goes on";
  }

  @Override
  public void run(Arena arena, Budget budget) throws Exception {
    arena.start(arena.serve());
    arena.count();
    arena.submit(arena.order(SubjectPrograms.COMMAND, 300, 3), "MKTAYIAK", java.util.Map.of());
    ChildServer.Refusal refusal = arena.refused(arena.serve());
    arena.expect(
        refusal.exitCode() == 2 && refusal.output().contains("another Retort server"),
        "a second server refuses to start and says why",
        refusal.toString());
    arena.expect(
        arena.tryToSubmit(arena.order(SubjectPrograms.COMMAND, 0, 3), "MKTAYIAK"),
        "the first server goes on",
        "it takes no queries");
  }
}
