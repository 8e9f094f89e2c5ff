package dev.retort.proof.fault;

import dev.retort.proof.rig.Arena;
import dev.retort.proof.rig.ChildServer;
import dev.retort.proof.rig.Load;
import dev.retort.proof.rig.Need;
import java.time.Duration;
import java.util.Set;

/// The disk fails to make commits durable.
final class DiskError implements Fault {
  /// The first syncs are those of the start; the server shall have acknowledged something.
  private static final int EARLIEST = 25;

  private static final int LATEST = 60;

  @Override
  public String name() {
    return "eio";
  }

  @Override
  public String what() {
    return "fsync of the write-ahead log fails with EIO; outcome unknown, the server exits, a restart is consistent";
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
      arena.expect(code == 1, "a server that cannot trust its disk exits with 1", "code " + code);
    }
    arena.kill();
    arena.expect(arena.unknown() > 0, "the outcome is told to be unknown", "no answer was");
    arena.start(arena.serve());
  }
}
