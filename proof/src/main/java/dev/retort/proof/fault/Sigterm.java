package dev.retort.proof.fault;

import dev.retort.client.RetortClientException;
import dev.retort.proof.rig.Arena;
import dev.retort.proof.rig.ChildServer;
import dev.retort.proof.rig.Gate;
import dev.retort.proof.rig.Load;
import dev.retort.proof.rig.Pause;
import dev.retort.proof.subject.SubjectPrograms;
import java.time.Duration;
import java.util.List;

/// `retort serve` is asked to stop under load.
final class Sigterm implements Fault {
  private static final int RUNNING = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Override
  public String name() {
    return "sigterm";
  }

  @Override
  public String what() {
    return "SIGTERM under load; not ready any more, exit code 0, what runs is adopted";
  }

  @Override
  public void run(Arena arena, Budget budget) throws Exception {
    try (Gate gate = new Gate(arena.root())) {
      ChildServer server = arena.start(arena.serve());
      List<String> ids = Adoption.atTheGate(arena, gate, SubjectPrograms.COMMAND, RUNNING);
      try (Load _ = arena.load(Load.Mix.COMMANDS)) {
        Pause.millis(arena.random().nextInt(300, 1_000));
        server.terminate();
        boolean unready = Pause.until(30, () -> !ready(server));
        arena.expect(unready, "a server that stops is not ready", "it stayed ready");
        int code = server.awaitExit(PATIENCE);
        arena.expect(code == 0, "SIGTERM ends with exit code 0", "exit code " + code);
        arena.kill();
        arena.start(arena.serve());
        Pause.millis(500);
      }
      gate.open();
      Adoption.expectFirstAttempts(arena, ids);
    }
  }

  private static boolean ready(ChildServer server) {
    try {
      return server.client().health().ready();
    } catch (RetortClientException gone) {
      return false;
    }
  }
}
