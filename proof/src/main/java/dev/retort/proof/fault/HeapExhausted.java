package dev.retort.proof.fault;

import dev.retort.proof.rig.Arena;
import dev.retort.proof.rig.Load;
import dev.retort.proof.rig.Pause;
import dev.retort.proof.subject.SubjectPrograms;
import java.time.Duration;
import java.util.Map;

/// A program takes all of the server's heap.
final class HeapExhausted implements Fault {
  /// What the JVM exits with under `-XX:+ExitOnOutOfMemoryError`.
  private static final int EXIT_CODE = 3;

  @Override
  public String name() {
    return "heap";
  }

  @Override
  public String what() {
    return "the server's heap is exhausted; it exits at once, a restart recovers";
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
        "a program that kills its process each time fails with poison",
        arena.find(greedy).toString());
  }
}
