package dev.retort.proof.fault;

import dev.retort.client.LogStream;
import dev.retort.proof.rig.Arena;
import dev.retort.proof.rig.Processes;
import dev.retort.proof.subject.SubjectPrograms;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Programs that write without end.
final class Flood implements Fault {
  private static final long MOST_GROWTH = 64L << 20;
  private static final int MARK = 200;

  @Override
  public String name() {
    return "flood";
  }

  @Override
  public String what() {
    return "256 MiB of log, without newlines, of NULs; cut with a mark, the server's memory stays"
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
          "a flood does not hold a program up",
          arena.find(id).toString());
    }
    long growth = memory(arena) - before;
    arena.expect(
        growth < MOST_GROWTH,
        "the memory of server and warden stays flat",
        "it grew by " + (growth >> 20) + " MiB");
    expectMark(arena, ids.get(0), LogStream.STDOUT);
    expectMark(arena, ids.get(1), LogStream.STDOUT);
    expectMark(arena, ids.get(2), LogStream.STDERR);
  }

  private static long memory(Arena arena) {
    return Processes.residentBytes(arena.server().pid())
        + arena.processes().wardens().stream()
            .mapToLong(warden -> Processes.residentBytes(warden.pid()))
            .sum();
  }

  private static void expectMark(Arena arena, String id, LogStream stream) {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    var _ = arena.server().client().log(id, stream, 0, log);
    String end = log.toString(StandardCharsets.UTF_8);
    boolean cut =
        log.size() <= SubjectPrograms.LOG_LIMIT + MARK
            && log.size() >= SubjectPrograms.LOG_LIMIT
            && end.contains("cut here");
    arena.expect(cut, "a log is whole, or marked where it was cut", id + ": " + log.size());
  }
}
