package dev.retort.proof.fault;

import dev.retort.proof.check.Order;
import dev.retort.proof.rig.Arena;
import dev.retort.proof.rig.Load;
import dev.retort.proof.rig.Need;
import dev.retort.proof.rig.Pause;
import dev.retort.proof.rig.Tmpfs;
import dev.retort.proof.subject.SubjectPrograms;
import java.util.Set;

/// No room for rows.
final class DiskFullRows implements Fault {
  private static final int MEBIBYTES = 96;
  private static final int MOST_POSTS = 3_000;

  @Override
  public String name() {
    return "disk-full-rows";
  }

  @Override
  public String what() {
    return "the data directory is full; 507 and nothing accepted, reads live on, it recovers by"
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
          refusal.equals("507 disk-full"), "a full disk is told as 507", "got '" + refusal + "'");
      arena.expect(
          arena.server().client().health().live()
              && arena.server().client().backlog().length() >= 0,
          "reads live on",
          "they do not");
      Pause.millis(1_000);
      disk.free();
    }
    boolean again = Pause.until(30, () -> arena.tryToSubmit(order(arena), "MKTAYIAK"));
    arena.expect(again, "it recovers by itself", "queries were refused for 30 s more");
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
