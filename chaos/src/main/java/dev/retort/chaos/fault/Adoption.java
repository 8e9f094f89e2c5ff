package dev.retort.chaos.fault;

import dev.retort.chaos.check.LedgerEntry;
import dev.retort.chaos.check.LedgerEntry.Event;
import dev.retort.chaos.rig.Arena;
import dev.retort.chaos.rig.Gate;
import dev.retort.chaos.subject.SubjectPrograms;
import dev.retort.rig.Pause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Common code of faults in which programs wait at a gate while their server ends.
final class Adoption {
  private Adoption() {}

  /// Submits programs that wait at the gate, and waits until they run.
  static List<String> atTheGate(Arena arena, Gate gate, String program, int count) {
    List<String> ids =
        Stream.generate(() -> arena.order(program, 0, 5))
            .limit(count)
            .map(order -> arena.submit(order, "MKTAYIAK", Map.of("gate", gate.path())))
            .toList();
    awaitRunning(arena, count);
    return ids;
  }

  static List<String> atTheGate(Arena arena, Gate gate, int count) {
    return atTheGate(arena, gate, SubjectPrograms.GATED, count);
  }

  /// Waits until `count` programs have written their start.
  static void awaitRunning(Arena arena, int count) {
    boolean running = Pause.until(60, () -> began(arena) >= count);
    arena.expect(running, "claimed programs start", began(arena) + " of " + count);
  }

  private static long began(Arena arena) {
    try {
      return LedgerEntry.readAll(arena.ledger()).stream()
          .filter(line -> line.event() == Event.START)
          .count();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /// Expects that each experiment has finished in its first attempt.
  static void expectFirstAttempts(Arena arena, List<String> ids) {
    for (String id : ids) {
      boolean ended = arena.ended(id, 60);
      var now = arena.find(id);
      arena.expect(
          ended && now.attempt() == 1 && "finished".equals(now.status().word()),
          "running programs are adopted: same attempt, own return code",
          id + " is " + now.status() + " in attempt " + now.attempt());
    }
  }
}
