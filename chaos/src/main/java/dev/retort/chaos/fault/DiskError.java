package dev.retort.chaos.fault;

import dev.retort.chaos.rig.Arena;
import dev.retort.chaos.rig.Load;
import dev.retort.chaos.rig.Need;
import dev.retort.rig.ChildServer;
import java.time.Duration;
import java.util.Set;

/// The disk fails to sync commits.
final class DiskError implements Fault {
  /// The first syncs belong to the start; the fault must follow the first acknowledgements.
  private static final int EARLIEST = 25;

  private static final int LATEST = 60;

  @Override
  public String name() {
    return "eio";
  }

  @Override
  public String what() {
    return "fsync of the write-ahead log fails with EIO; outcome unknown, the server exits, a"
        + " restart is consistent";
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.STRACE);
  }

  @Override
  public void run(Arena arena, Budget budget) throws Exception {
    int after = arena.random().nextInt(EARLIEST, LATEST);
    ChildServer server =
        arena.start(
            arena
                .serve()
                .withPrefix(
                    "strace",
                    "-D",
                    "-f",
                    "-qq",
                    "-P",
                    arena.data().resolve("retort.db-wal").toString(),
                    "-o",
                    "/dev/null",
                    "-e",
                    "trace=fsync,fdatasync",
                    "-e",
                    "inject=fsync,fdatasync:error=EIO:when=" + after + "+"));
    try (Load _ = arena.load(Load.Mix.COMMANDS)) {
      int code = server.awaitExit(Duration.ofSeconds(90));
      arena.expect(code == 1, "a server with a failing disk exits with 1", "code " + code);
    }
    arena.kill();
    arena.expect(arena.unknown() > 0, "the answer is outcome-unknown", "no answer was");
    arena.start(arena.serve());
  }
}
