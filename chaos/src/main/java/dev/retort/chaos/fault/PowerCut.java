package dev.retort.chaos.fault;

import dev.retort.chaos.check.Rules;
import dev.retort.chaos.rig.Arena;
import dev.retort.chaos.rig.Load;
import dev.retort.chaos.rig.LoopDisk;
import dev.retort.chaos.rig.Need;
import dev.retort.chaos.subject.SubjectPrograms;
import dev.retort.rig.Pause;
import dev.retort.rig.ServerLaunch;
import dev.retort.store.sqlite.SqliteProof;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/// The power fails while clients send and programs run: unsynced data and all processes are lost.
final class PowerCut implements Fault {
  static final int MEBIBYTES = 128;

  /// A script that is spooled to a file until it runs; half of it would not exit with 7.
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
    return "the power fails under load and unsynced data is lost; every acknowledged experiment"
        + " exists";
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
    arena.expect(lossy, "a power cut loses unsynced data", "no cut lost any");
    arena.start(nextBoot(arena));
    for (String id : large) {
      if (!arena.isThere(id)) {
        continue; // the checker reports it as lost
      }
      arena.expect(
          arena.ended(id, 60) && Objects.equals(arena.find(id).returnCode(), LARGE_CODE),
          "a large input is as durable as its acceptance",
          arena.find(id).toString());
    }
  }

  /// A server with a new boot id, as after a power cut.
  static ServerLaunch nextBoot(Arena arena) throws IOException {
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

  /// Kills everything, cuts the power, and checks the remaining database.
  ///
  /// @return whether unsynced data was lost, as required
  static boolean cut(Arena arena, LoopDisk disk) throws IOException, InterruptedException {
    CrashMoments.killAll(arena);
    boolean lossy = disk.cut();
    List<String> said = SqliteProof.integrity(copy(arena));
    arena.expect(said.equals(List.of("ok")), "integrity_check is ok", String.join("; ", said));
    return lossy;
  }

  /// A copy of the database and its log, because the check may write.
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
