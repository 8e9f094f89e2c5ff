package dev.retort.chaos.fault;

import dev.retort.chaos.rig.Arena;
import dev.retort.chaos.rig.Load;
import dev.retort.chaos.subject.SubjectPrograms;
import dev.retort.rig.Pause;
import java.time.Duration;
import java.util.Map;

/// A program exhausts the server's heap.
final class HeapExhausted implements Fault {
  /// The JVM's exit code with `-XX:+ExitOnOutOfMemoryError`.
  private static final int EXIT_CODE = 3;

  @Override
  public String name() {
    return "heap";
  }

  @Override
  public String what() {
    return "the server's heap is exhausted; it exits immediately, a restart recovers";
  }

  @Override
  public void run(Arena arena, Budget budget) throws Exception {
    var launch = arena.launch().withJvm("-Xmx64m");
    arena.start(launch);
    String greedy;
    try (Load _ = arena.load(Load.Mix.CHILDREN)) {
      Pause.millis(1_000);
      greedy = arena.submit(SubjectPrograms.DEVOURING, "MKTAYIAK", Map.of());
      int code = arena.server().awaitExit(Duration.ofSeconds(60));
      arena.expect(code == EXIT_CODE, "a server without heap exits", "exit code " + code);
    }
    arena.kill();
    Supervised.start(arena, launch);
    Supervised.untilAllHasEnded(arena, launch);
    arena.expect(
        "poison".equals(arena.find(greedy).reason()),
        "a program that always kills its process fails with poison",
        arena.find(greedy).toString());
  }
}
