package dev.retort.proof.fault;

import dev.retort.proof.check.Rules;
import dev.retort.proof.rig.Arena;
import dev.retort.proof.rig.Load;
import dev.retort.proof.rig.Pause;
import dev.retort.proof.subject.SubjectPrograms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A service manager or a container kills everything at once.
final class KillGroup implements Fault {
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
        Pause.millis(arena.random().nextInt(500, 2_000));
        killAll(arena);
      }
    }
    arena.start();
  }

  /// Kills the warden first, so that it cannot write down how the programs ended.
  static void killAll(Arena arena) throws InterruptedException {
    List<ProcessHandle> all = new ArrayList<>(arena.processes().wardens());
    arena
        .processes()
        .programs()
        .values()
        .forEach(pids ->
            pids.stream().map(ProcessHandle::of).flatMap(Optional::stream).forEach(all::add));
    ProcessHandle.of(arena.server().pid()).ifPresent(ProcessHandle::destroyForcibly);
    all.forEach(ProcessHandle::destroyForcibly);
    arena.kill();
    var _ = Pause.until(10, () -> all.stream().noneMatch(ProcessHandle::isAlive));
  }
}
