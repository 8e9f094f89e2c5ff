package dev.retort.proof.fault;

import dev.retort.proof.check.Rules;
import dev.retort.proof.rig.Arena;
import dev.retort.proof.rig.Launch;
import dev.retort.proof.rig.Load;
import dev.retort.proof.rig.LoopDisk;
import dev.retort.proof.rig.Need;
import dev.retort.proof.rig.Pause;
import dev.retort.proof.subject.SubjectPrograms;
import dev.retort.store.SqliteProof;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/// The power fails while clients send and programs run: what was not synced is lost, and all
/// processes with it.
final class PowerCut implements Fault {
  static final int MEBIBYTES = 128;

  /// A script that lies in a file of its own until it is run; half of it would not exit like that.
  private static final String LARGE = "# so large that it is spooled\n".repeat(5_000) + "exit 7\n";

  private static final int LARGE_CODE = 7;
  private static final int AT_WORK = 3;
  private static final int LONGEST_MILLIS = 1_000;
  private static final int SHORTEST_MILLIS = 50;

  @Override
  public String name() {
    return "power-cut";
  }

  @Override
  public String what() {
    return "the power fails under load, what was not synced is lost; every acknowledged experiment"
        + " is there";
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.LOOP);
  }

  @Override
  public int rounds() {
    return 10;
  }

  @Override
  public Rules rules() {
    return SubjectPrograms.RULES.withLostChildren();
  }

  @Override
  public void run(Arena arena, Budget budget) throws Exception {
    LoopDisk disk = new LoopDisk(arena.data(), MEBIBYTES);
    arena.afterwards(disk);
    boolean lossy = false;
    List<String> large = new ArrayList<>();
    try (Load _ = arena.load(Load.Mix.ALL)) {
      while (budget.more()) {
        arena.start(nextBoot(arena));
        arena.awaitAcknowledged(AT_WORK);
        Pause.millis(arena.random().nextInt(SHORTEST_MILLIS, LONGEST_MILLIS));
        large.add(arena.submit(SubjectPrograms.SCRIPT, LARGE, Map.of()));
        arena.remember();
        lossy |= cut(arena, disk);
      }
    }
    arena.expect(lossy, "a cut takes what was not synced", "nothing was missing after any of them");
    arena.start(nextBoot(arena));
    for (String id : large) {
      if (!arena.isThere(id)) {
        continue; // the checker says that it is lost
      }
      arena.expect(
          arena.ended(id, 60) && Objects.equals(arena.find(id).returnCode(), LARGE_CODE),
          "a large input is as durable as its acceptance",
          arena.find(id).toString());
    }
  }

  /// A server in another boot of the machine than all before: the power was off.
  static Launch nextBoot(Arena arena) throws IOException {
    UUID boot = new UUID(arena.random().nextLong(), arena.random().nextLong());
    Path file = Files.writeString(arena.root().resolve("boot-" + boot), boot + "\n");
    return arena
        .launch()
        .withPrefix(
            "unshare",
            "--mount",
            "sh",
            "-c",
            "mount --bind '" + file + "' /proc/sys/kernel/random/boot_id && exec \"$@\"",
            "sh");
  }

  /// Kills everything, cuts the power, and looks at the database that is left.
  ///
  /// @return whether something that was not synced was lost, as it must be
  static boolean cut(Arena arena, LoopDisk disk) throws IOException, InterruptedException {
    KillGroup.killAll(arena);
    boolean lossy = disk.cut();
    List<String> said = SqliteProof.integrity(copy(arena));
    arena.expect(said.equals(List.of("ok")), "integrity_check is ok", String.join("; ", said));
    return lossy;
  }

  /// A copy of the database and its log: the check may write.
  private static Path copy(Arena arena) throws IOException {
    Path to = Files.createTempDirectory(arena.root(), "after-cut-");
    for (String name : List.of("retort.db", "retort.db-wal")) {
      Path from = arena.data().resolve(name);
      if (Files.exists(from)) {
        Files.copy(from, to.resolve(name));
      }
    }
    return to.resolve("retort.db");
  }
}
