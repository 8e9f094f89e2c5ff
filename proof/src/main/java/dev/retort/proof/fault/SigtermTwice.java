package dev.retort.proof.fault;

import dev.retort.proof.rig.Arena;
import dev.retort.proof.rig.ChildServer;
import dev.retort.proof.rig.Gate;
import dev.retort.proof.rig.Pause;
import dev.retort.proof.subject.SubjectPrograms;
import java.time.Duration;
import java.util.List;

/// `retort serve` waits for its programs after a first signal, and does not after a second.
final class SigtermTwice implements Fault {
  private static final int EXIT_CODE = 128 + 15;

  @Override
  public String name() {
    return "sigterm-twice";
  }

  @Override
  public String what() {
    return "a second SIGTERM; the server exits at once, what runs is kept and adopted";
  }

  @Override
  public void run(Arena arena, Budget budget) throws Exception {
    try (Gate gate = new Gate(arena.root())) {
      ChildServer server = arena.start(arena.serve("--on-stop", "wait"));
      List<String> ids = Adoption.atTheGate(arena, gate, SubjectPrograms.COMMAND, 3);
      server.terminate();
      boolean unready = Pause.until(30, () -> !server.client().health().ready());
      arena.expect(
          unready && server.alive(), "the first signal waits for what runs", "it did not wait");
      server.terminate();
      int code = server.awaitExit(Duration.ofSeconds(30));
      arena.expect(code == EXIT_CODE, "the second signal ends at once", "exit code " + code);
      arena.kill();
      arena.start(arena.serve());
      gate.open();
      Adoption.expectFirstAttempts(arena, ids);
    }
  }
}
