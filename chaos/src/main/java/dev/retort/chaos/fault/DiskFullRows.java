package dev.retort.chaos.fault;

import dev.retort.chaos.check.Order;
import dev.retort.chaos.rig.Arena;
import dev.retort.chaos.rig.Load;
import dev.retort.chaos.rig.Need;
import dev.retort.chaos.rig.Tmpfs;
import dev.retort.chaos.subject.SubjectPrograms;
import dev.retort.rig.Pause;
import java.util.Set;

/// The disk of the database is full.
final class DiskFullRows implements Fault {
  private static final int MEBIBYTES = 96;
  private static final int MOST_POSTS = 3_000;

  @Override
  public String name() {
    return "disk-full-rows";
  }

  @Override
  public String what() {
    return "the data directory is full; 507 and nothing accepted, reads still work, it recovers by"
        + " itself";
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.MOUNT);
  }

  @Override
  public void run(Arena arena, Budget budget) throws Exception {
    Tmpfs disk = new Tmpfs(arena.data(), MEBIBYTES);
    arena.afterwards(disk);
    arena.start();
    arena.count();
    try (Load _ = arena.load(Load.Mix.JAVA)) {
      Pause.millis(1_000);
      disk.fill();
      String refusal = firstRefusal(arena);
      arena.expect(
          refusal.equals("507 disk-full"),
          "the answer on a full disk is 507",
          "got '" + refusal + "'");
      arena.expect(
          arena.server().client().health().live()
              && arena.server().client().backlog().length() >= 0,
          "reads still work",
          "reads fail");
      Pause.millis(1_000);
      disk.free();
    }
    boolean again = Pause.until(30, () -> arena.tryToSubmit(order(arena), "MKTAYIAK"));
    arena.expect(again, "it recovers by itself", "queries were rejected for another 30 s");
    arena.expect(arena.server().alive(), "a full disk does not end the server", "it died");
  }

  private static String firstRefusal(Arena arena) {
    for (int post = 0; post < MOST_POSTS; post++) {
      String refusal = arena.refusal(order(arena), "MKTAYIAK".repeat(500));
      if (!refusal.isEmpty()) {
        return refusal;
      }
    }
    return "none after " + MOST_POSTS + " queries";
  }

  private static Order order(Arena arena) {
    return arena.order(SubjectPrograms.BLOCKING, 0, 0);
  }
}
