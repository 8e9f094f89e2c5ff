package dev.retort.proof.fault;

import dev.retort.proof.rig.Arena;
import dev.retort.proof.rig.ChildServer;
import dev.retort.proof.rig.Launch;
import dev.retort.proof.rig.Need;
import dev.retort.proof.subject.SubjectPrograms;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/// The data directory seems to lie on NFS: in a mount namespace of its own, in which the list of
/// mounts says so.
final class NetworkFileSystem implements Fault {
  @Override
  public String name() {
    return "network-fs";
  }

  @Override
  public String what() {
    return "the data directory is on a network file system (faked); refused for SQLite, in words";
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.MOUNT);
  }

  @Override
  public void run(Arena arena, Budget budget) throws Exception {
    Path mounts = arena.root().resolve("mounts");
    String now = Files.readString(Path.of("/proc/mounts"));
    Files.writeString(mounts, now.replaceAll("(?m)^(\\S+ \\S+) \\S+", "$1 nfs4"));
    Launch launch =
        arena
            .serve()
            .withPrefix(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount --bind '" + mounts + "' /proc/$$/mounts && exec \"$@\"",
                "sh");
    arena.count();
    ChildServer.Refusal refusal = arena.refused(launch);
    arena.expect(
        refusal.exitCode() == 2 && refusal.output().contains("network file system"),
        "a network file system is refused, in words",
        refusal.toString());
    arena.start(arena.serve());
    arena.expect(
        arena.tryToSubmit(arena.order(SubjectPrograms.COMMAND, 0, 3), "MKTAYIAK"),
        "on a local file system it starts",
        "it takes no queries");
  }
}
