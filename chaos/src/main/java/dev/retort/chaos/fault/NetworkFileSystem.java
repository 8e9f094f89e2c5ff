package dev.retort.chaos.fault;

import dev.retort.chaos.rig.Arena;
import dev.retort.chaos.rig.Need;
import dev.retort.chaos.subject.SubjectPrograms;
import dev.retort.rig.ChildServer;
import dev.retort.rig.ServerLaunch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/// The data directory appears to be on NFS: in a separate mount namespace with a faked list of
/// mounts.
final class NetworkFileSystem implements Fault {
  @Override
  public String name() {
    return "network-fs";
  }

  @Override
  public String what() {
    return "the data directory is on a network file system (faked); the server reports it and does"
        + " not start";
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
    ServerLaunch launch =
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
        "a server on a network file system reports it and does not start",
        refusal.toString());
    arena.start(arena.serve());
    arena.expect(
        arena.tryToSubmit(arena.order(SubjectPrograms.COMMAND, 0, 3), "MKTAYIAK"),
        "it starts on a local file system",
        "it accepts no queries");
  }
}
