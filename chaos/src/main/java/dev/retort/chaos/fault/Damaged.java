package dev.retort.chaos.fault;

import dev.retort.chaos.rig.Arena;
import dev.retort.chaos.rig.Load;
import dev.retort.rig.ChildServer;
import dev.retort.rig.Pause;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.SplittableRandom;

/// Damages the database file while no server runs.
final class Damaged implements Fault {
  private static final int PAGE = 4096;
  private static final int HEADER = 100;
  private static final int PAGES = 3;
  private static final int FIRST_PAGES = 12;

  @Override
  public String name() {
    return "damaged";
  }

  @Override
  public String what() {
    return "the header or a page of the database is damaged; the server does not start and reports"
        + " the damage";
  }

  @Override
  public void run(Arena arena, Budget budget) throws Exception {
    arena.start(arena.serve());
    try (Load _ = arena.load(Load.Mix.COMMANDS)) {
      Pause.millis(2_000);
    }
    arena.settle();
    arena.server().terminate();
    int code = arena.server().awaitExit(Duration.ofSeconds(60));
    arena.expect(code == 0, "SIGTERM ends with exit code 0", "exit code " + code);
    Path database = arena.data().resolve("retort.db");
    Path good = arena.root().resolve("good.db");
    Files.copy(database, good);
    refuses(arena, database, 0, HEADER);
    for (int number = 0; number < PAGES; number++) {
      Files.copy(good, database, StandardCopyOption.REPLACE_EXISTING);
      refuses(arena, database, (long) PAGE * arena.random().nextInt(1, FIRST_PAGES), PAGE);
    }
    Files.copy(good, database, StandardCopyOption.REPLACE_EXISTING);
    arena.start(arena.serve());
  }

  private static void refuses(Arena arena, Path database, long offset, int length)
      throws IOException, InterruptedException {
    byte[] noise = new byte[length];
    new SplittableRandom(offset).nextBytes(noise);
    try (RandomAccessFile file = new RandomAccessFile(database.toFile(), "rw")) {
      file.seek(offset);
      file.write(noise);
    }
    arena.count();
    ChildServer.Refusal refusal = arena.refused(arena.serve());
    arena.expect(
        refusal.exitCode() == 2 && refusal.output().contains("damaged"),
        "a server with a damaged database reports it and does not start",
        "bytes from " + offset + ": exit code " + refusal.exitCode() + ", " + refusal.output());
  }
}
