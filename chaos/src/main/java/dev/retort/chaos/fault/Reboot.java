package dev.retort.chaos.fault;

import dev.retort.chaos.check.Rules;
import dev.retort.chaos.rig.Arena;
import dev.retort.chaos.rig.Gate;
import dev.retort.chaos.subject.SubjectPrograms;
import dev.retort.rig.Pause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The machine reboots: all processes are gone, the boot id is new, and other processes have the
/// old pids.
final class Reboot implements Fault {
  private static final int RUNNING = 5;
  private static final String OTHER_BOOT = "00000000-1111-2222-3333-444444444444";

  @Override
  public String name() {
    return "reboot";
  }

  @Override
  public String what() {
    return "all killed, a new boot id, the pid belongs to a stranger; lost and retried, and the"
        + " stranger lives";
  }

  @Override
  public Rules rules() {
    return SubjectPrograms.RULES.withLostChildren();
  }

  @Override
  public void run(Arena arena, Budget budget) throws Exception {
    Process stranger = new ProcessBuilder("sleep", "600").start();
    try (Gate gate = new Gate(arena.root())) {
      arena.start();
      List<String> ids =
          Stream.generate(() -> arena.order(SubjectPrograms.GATED, 0, 2))
              .limit(RUNNING)
              .map(order -> arena.submit(order, "MKTAYIAK", Map.of("gate", gate.path())))
              .toList();
      Adoption.awaitRunning(arena, RUNNING);
      CrashMoments.killAll(arena);
      for (Path start : startRecords(arena.data())) {
        String text = Files.readString(start);
        Files.writeString(
            start,
            text.replaceAll("\"bootId\":\"[^\"]*\"", "\"bootId\":\"" + OTHER_BOOT + "\"")
                .replaceAll("\"pid\":[0-9]+", "\"pid\":" + stranger.pid()));
      }
      arena.start();
      for (String id : ids) {
        boolean again = Pause.until(30, () -> arena.find(id).attempt() == 2);
        arena.expect(again, "programs that a reboot killed are retried", id + " was not");
      }
      gate.open();
      arena.expect(stranger.isAlive(), "strangers are not killed", "the stranger was killed");
    } finally {
      stranger.destroyForcibly();
    }
  }

  private static List<Path> startRecords(Path data) throws IOException {
    try (Stream<Path> all = Files.walk(data.resolve("experiments"))) {
      return all.filter(file -> file.endsWith("start") && Files.isRegularFile(file)).toList();
    }
  }
}
