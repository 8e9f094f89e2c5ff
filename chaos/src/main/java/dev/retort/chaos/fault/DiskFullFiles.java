package dev.retort.chaos.fault;

import dev.retort.chaos.rig.Arena;
import dev.retort.chaos.rig.Need;
import dev.retort.chaos.rig.Tmpfs;
import dev.retort.chaos.subject.SubjectPrograms;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The file system of experiments is full.
final class DiskFullFiles implements Fault {
  private static final int MEBIBYTES = 16;

  @Override
  public String name() {
    return "disk-full-files";
  }

  @Override
  public String what() {
    return "no space for the files of experiments; the attempt fails with disk_full, others"
        + " continue";
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.MOUNT);
  }

  @Override
  public void run(Arena arena, Budget budget) throws Exception {
    Tmpfs disk = new Tmpfs(arena.data().resolve("experiments"), MEBIBYTES);
    arena.afterwards(disk);
    arena.start();
    arena.count();
    String greedy =
        arena.submit(
            SubjectPrograms.SCRIPT,
            "dd if=/dev/zero of=all bs=64k status=none; rm all; exit 7",
            Map.of());
    arena.expect(
        arena.ended(greedy, 60) && Objects.equals(arena.find(greedy).returnCode(), 7),
        "a program that fills the disk keeps its return code",
        arena.find(greedy).toString());
    disk.fill();
    String without = arena.submit(SubjectPrograms.SCRIPT, "exit 0", Map.of());
    String inside =
        arena.submit(arena.order(SubjectPrograms.BLOCKING, 100, 0), "MKTAYIAK", Map.of());
    arena.expect(
        arena.ended(without, 60) && "disk_full".equals(arena.find(without).reason()),
        "an attempt without disk space fails with disk_full",
        arena.find(without).toString());
    arena.expect(
        arena.ended(inside, 60) && "finished".equals(arena.find(inside).status().word()),
        "other experiments continue",
        arena.find(inside).toString());
    disk.free();
    String after = arena.submit(SubjectPrograms.SCRIPT, "exit 0", Map.of());
    arena.expect(
        arena.ended(after, 60) && "finished".equals(arena.find(after).status().word()),
        "with disk space it recovers by itself",
        arena.find(after).toString());
    String endless = arena.submit(SubjectPrograms.SCRIPT, "exec yes", Map.of());
    arena.expect(
        arena.ended(endless, 60) && "disk_full".equals(arena.find(endless).reason()),
        "a result without end fails with disk_full",
        arena.find(endless).toString());
  }
}
