package dev.retort.proof.fault;

import dev.retort.proof.rig.Arena;
import dev.retort.proof.rig.Load;
import dev.retort.proof.subject.ChaosServer;
import dev.retort.proof.subject.Failpoint;
import dev.retort.proof.subject.Failpoint.Moment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The server dies while it commits several queries at once.
final class CrashInGroupCommit implements Fault {
  private static final int LATEST_COMMIT = 10;
  private static final int LONGEST_MICROS = 3_000;

  @Override
  public String name() {
    return "crash-in-group-commit";
  }

  @Override
  public String what() {
    return "the server dies within a commit of several queries; all of them are there or none, and"
        + " those that were acknowledged are";
  }

  @Override
  public int rounds() {
    return 5;
  }

  @Override
  public void run(Arena arena, Budget budget) throws Exception {
    List<List<String>> batches = new ArrayList<>();
    Path batch = arena.root().resolve(ChaosServer.BATCH);
    try (Load _ = arena.load(Load.Mix.CROWD)) {
      while (budget.more()) {
        arena.start(
            Failpoints.at(
                arena,
                new Failpoint(
                    Moment.WITHIN,
                    "Submit",
                    1 + arena.random().nextInt(LATEST_COMMIT),
                    arena.random().nextInt(LONGEST_MICROS))));
        Failpoints.awaitDeath(arena);
        batches.add(Files.readAllLines(batch));
      }
    }
    arena.start();
    batches.forEach(ids -> expectAllOrNone(arena, ids));
  }

  private static void expectAllOrNone(Arena arena, List<String> ids) {
    long there = ids.stream().filter(arena::isThere).count();
    arena.expect(
        there == 0 || there == ids.size(),
        "a group commit is whole or not at all",
        there + " of " + ids.size());
  }
}
