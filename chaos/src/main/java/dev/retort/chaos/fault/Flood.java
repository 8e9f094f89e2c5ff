package dev.retort.chaos.fault;

import dev.retort.chaos.rig.Arena;
import dev.retort.chaos.subject.SubjectPrograms;
import dev.retort.client.LogStream;
import dev.retort.client.RemoteStream;
import dev.retort.rig.Processes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Programs write huge logs.
final class Flood implements Fault {
  private static final long MOST_GROWTH = 64L << 20;
  private static final long FLOOD = 256L << 20;
  private static final int MARK = 200;

  @Override
  public String name() {
    return "flood";
  }

  @Override
  public String what() {
    return "256 MiB of log, without newlines, of NULs; cut and counted, the server's memory stays"
        + " flat";
  }

  @Override
  public void run(Arena arena, Budget budget) throws Exception {
    arena.start();
    String warmUp = arena.submit(SubjectPrograms.SHORT_LOG, "yes | head -c 3m", Map.of());
    var _ = arena.ended(warmUp, 60);
    long before = memory(arena);
    List<String> ids =
        List.of(
            arena.submit(SubjectPrograms.SHORT_LOG, "yes | head -c 256m", Map.of()),
            arena.submit(SubjectPrograms.SHORT_LOG, "head -c 256m /dev/zero", Map.of()),
            arena.submit(SubjectPrograms.SHORT_LOG, "head -c 256m /dev/zero >&2", Map.of()));
    for (String id : ids) {
      arena.count();
      arena.expect(
          arena.ended(id, 120) && Integer.valueOf(0).equals(arena.find(id).returnCode()),
          "a flood does not block a program",
          arena.find(id).toString());
    }
    long growth = memory(arena) - before;
    arena.expect(
        growth < MOST_GROWTH,
        "the memory of server and warden stays flat",
        "it grew by " + (growth >> 20) + " MiB");
    expectCut(arena, arena.find(ids.get(0)).stdout(), log(arena, ids.get(0), LogStream.STDOUT), 0);
    expectCut(arena, arena.find(ids.get(1)).stdout(), log(arena, ids.get(1), LogStream.STDOUT), 0);
    String marked = log(arena, ids.get(2), LogStream.STDERR);
    expectCut(arena, arena.find(ids.get(2)).stderr(), marked, MARK);
    arena.expect(marked.contains("cut here"), "stderr is marked where it was cut", ids.get(2));
  }

  private static long memory(Arena arena) {
    return Processes.residentBytes(arena.server().pid())
        + arena.processes().wardens().stream()
            .mapToLong(warden -> Processes.residentBytes(warden.pid()))
            .sum();
  }

  private static String log(Arena arena, String id, LogStream stream) {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    var _ = arena.server().client().log(id, stream, 0, log);
    return log.toString(StandardCharsets.UTF_8);
  }

  /// @param mark maximum length of a mark
  private static void expectCut(Arena arena, @Nullable RemoteStream size, String log, int mark) {
    boolean counted =
        size != null
            && size.truncated()
            && size.bytes() == FLOOD
            && size.keptBytes() == SubjectPrograms.LOG_LIMIT;
    long surplus = log.length() - SubjectPrograms.LOG_LIMIT;
    arena.expect(
        counted && surplus >= 0 && surplus <= mark,
        "a log is whole, or the experiment says how much was cut",
        size + ", the log has " + log.length());
  }
}
