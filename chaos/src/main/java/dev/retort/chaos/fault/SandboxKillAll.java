package dev.retort.chaos.fault;

import dev.retort.chaos.rig.Arena;
import dev.retort.chaos.rig.Load;
import dev.retort.chaos.rig.Need;
import dev.retort.chaos.subject.SubjectPrograms;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// A sandboxed program kills every process that it can reach.
final class SandboxKillAll implements Fault {
  /// Only if process 1 is bubblewrap; anywhere else this would kill the whole machine.
  private static final String KILL_ALL =
      "grep -q bwrap /proc/1/comm || exit 77; kill -9 -1; exit 4";

  @Override
  public String name() {
    return "sandbox-kill-all";
  }

  @Override
  public String what() {
    return "kill -9 -1 in a sandboxed program; server, warden and other programs are unaffected";
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.BUBBLEWRAP);
  }

  @Override
  public void run(Arena arena, Budget budget) throws Exception {
    arena.start();
    arena.count();
    try (Load _ = arena.load(Load.Mix.CHILDREN)) {
      String id = arena.submit(SubjectPrograms.SANDBOXED, KILL_ALL, Map.of());
      boolean ended = arena.ended(id, 60);
      var now = arena.find(id);
      arena.expect(
          ended && !Objects.equals(now.returnCode(), 77) && now.attempt() == 1,
          "a sandboxed program reaches only itself",
          now.toString());
      arena.expect(arena.server().alive(), "the server is unaffected", "it died");
    }
  }
}
