package dev.retort.chaos.fault;

import dev.retort.chaos.rig.Arena;
import dev.retort.chaos.rig.Load;
import dev.retort.chaos.subject.SubjectPrograms;
import dev.retort.client.RemoteExperiment;
import java.util.Map;

/// Programs exceed their limits of processes and memory.
final class Hog implements Fault {
  /// Bounded, so that it does no harm on a machine without limits.
  private static final String FORKS =
      "i=0; while [ $i -lt 300 ]; do sleep 20 & i=$((i+1)); done; wait; exit 0";

  private static final String MEMORY = "head -c 600m /dev/zero | tail -c 500m >/dev/null; exit $?";

  @Override
  public String name() {
    return "hog";
  }

  @Override
  public String what() {
    return "a fork bomb (of 300) and a memory hog, both limited; contained, the server still"
        + " answers";
  }

  @Override
  public void run(Arena arena, Budget budget) throws Exception {
    arena.start();
    arena.count();
    try (Load _ = arena.load(Load.Mix.CHILDREN)) {
      String forks = arena.submit(SubjectPrograms.LIMITED, FORKS, Map.of());
      String memory = arena.submit(SubjectPrograms.LIMITED, MEMORY, Map.of());
      boolean contained = arena.ended(memory, 60);
      RemoteExperiment hog = arena.find(memory);
      arena.expect(
          contained && !"finished".equals(hog.status().word()),
          "a memory hog is contained",
          hog.status() + " " + hog.reason() + ", peak " + hog.peakMemoryBytes());
      arena.expect(
          arena.server().client().health().ready(), "the server still answers", "it is not ready");
      if (!arena.find(forks).status().ended()) {
        var _ = arena.server().client().cancel(forks);
      }
      arena.expect(arena.ended(forks, 30), "a fork bomb ends", arena.find(forks).toString());
    }
  }
}
