package dev.retort.engine;

import dev.retort.core.Program;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// How many more experiments of each program may run on this node. Thread-safe.
///
/// Adopted experiments take slots although there may be none left: then nothing new starts until
/// enough of them have ended.
final class Slots {
  private final Map<String, Integer> limits = new HashMap<>();
  private final Map<String, Integer> taken = new HashMap<>();

  Slots(Collection<Program> programs) {
    programs.forEach(program -> limits.put(program.name(), program.settings().limits().concurrency()));
  }

  /// Takes what is free, up to `most`; answers how many that were.
  synchronized int takeUpTo(String program, int most) {
    int used = taken.getOrDefault(program, 0);
    int grant = Math.clamp((long) limits.getOrDefault(program, 0) - used, 0, most);
    taken.put(program, used + grant);
    return grant;
  }

  /// Takes one also when none is free.
  synchronized void force(String program) {
    taken.merge(program, 1, Integer::sum);
  }

  synchronized void giveBack(String program, int count) {
    taken.merge(program, -count, Integer::sum);
  }
}
