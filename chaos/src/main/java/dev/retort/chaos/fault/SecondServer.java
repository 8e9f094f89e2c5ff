package dev.retort.chaos.fault;

import dev.retort.chaos.rig.Arena;
import dev.retort.chaos.subject.SubjectPrograms;
import dev.retort.rig.ChildServer;

/// Two servers start on one data directory.
final class SecondServer implements Fault {
  @Override
  public String name() {
    return "second-server";
  }

  @Override
  public String what() {
    return "a second server on the same data directory; it does not start, the first one continues";
  }

  @Override
  public void run(Arena arena, Budget budget) throws Exception {
    arena.start(arena.serve());
    arena.count();
    arena.submit(arena.order(SubjectPrograms.COMMAND, 300, 3), "MKTAYIAK", java.util.Map.of());
    ChildServer.Refusal refusal = arena.refused(arena.serve());
    arena.expect(
        refusal.exitCode() == 2 && refusal.output().contains("another Retort server"),
        "a second server reports the reason and does not start",
        refusal.toString());
    arena.expect(
        arena.tryToSubmit(arena.order(SubjectPrograms.COMMAND, 0, 3), "MKTAYIAK"),
        "the first server continues",
        "it accepts no queries");
  }
}
