package dev.retort.proof.fault;

import dev.retort.proof.check.LedgerEntry;
import dev.retort.proof.check.LedgerEntry.Event;
import dev.retort.proof.rig.Arena;
import dev.retort.proof.rig.Gate;
import dev.retort.proof.rig.Pause;
import dev.retort.proof.subject.SubjectPrograms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What the faults have in common in which programs wait at a gate while their server goes.
final class Adoption {
  private Adoption() {}

  /// Programs that wait at the gate, and run now.
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

  /// Waits until so many programs have said that they began.
  static void awaitRunning(Arena arena, int count) {
    boolean running = Pause.until(60, () -> began(arena) >= count);
    arena.expect(running, "claimed programs are started", began(arena) + " of " + count);
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

  /// Each must have finished in its first attempt.
  static void expectFirstAttempts(Arena arena, List<String> ids) {
    for (String id : ids) {
      boolean ended = arena.ended(id, 60);
      var now = arena.find(id);
      arena.expect(
          ended && now.attempt() == 1 && "finished".equals(now.status().word()),
          "what runs is adopted: same attempt, its return code",
          id + " is " + now.status() + " in attempt " + now.attempt());
    }
  }
}
