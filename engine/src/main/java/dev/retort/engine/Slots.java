package dev.retort.engine;

import dev.retort.core.Limits;
import dev.retort.core.Program;
import dev.retort.core.RetortException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How many more experiments of each program may run on this node: each program has its
/// concurrency, and all share the node's processors and memory. Thread-safe.
///
/// Adopted experiments take slots although there may be none left: then nothing new starts until
/// enough of them have ended. A program that does not fit although it has work stands in line: what
/// the others would take of the node is kept for the first in it.
final class Slots {
  /// Sums of fractions of processors may be off by so much.
  private static final double TINY = 1e-9;

  /// So many ends may wait for their record, for each run that may be under way.
  private static final int UNRECORDED = 2;

  private final NodeTotals totals;
  private final Map<String, Limits> limits = new HashMap<>();
  private final Map<String, Integer> taken = new HashMap<>();
  private final Map<String, Integer> asked = new HashMap<>();
  private final Map<String, Set<Run>> unrecorded = new HashMap<>();
  private double cpus;
  private long memory;
  private final Set<String> line = new LinkedHashSet<>();

  Slots(Collection<Program> programs, NodeTotals totals) {
    this.totals = totals;
    for (Program program : programs) {
      requireRoom(program.name(), program.settings().limits());
      limits.put(program.name(), program.settings().limits());
    }
  }

  private void requireRoom(String program, Limits needs) {
    Long each = needs.memory();
    if (needs.cpus() > totals.cpus() + TINY || (each != null && each > totals.memory())) {
      throw new RetortException(
          "program "
              + program
              + " needs "
              + needs.cpus()
              + " cpus and "
              + (each == null ? 0 : each)
              + " bytes of memory for one run, and this node has only "
              + totals.cpus()
              + " and "
              + totals.memory()
              + " for programs");
    }
  }

  /// Whether others may have waited for what one of that program gives back.
  boolean shares(String program) {
    Limits needs = limits.get(program);
    return needs != null && shares(needs);
  }

  /// Why nothing more of a program may start now.
  enum Want {
    SLOT,
    CPUS,
    MEMORY
  }

  /// Takes what is free for a claim, up to `most`; answers how many that were. [#claimed] follows.
  synchronized int takeUpTo(String program, int most) {
    Limits needs = limits.get(program);
    if (needs == null || comesLater(program, needs)) {
      return 0;
    }
    int used = taken.getOrDefault(program, 0);
    int grant = (int) Math.clamp(Math.min((long) needs.concurrency() - used, room(needs)), 0, most);
    take(program, needs, grant);
    asked.merge(program, grant, Integer::sum);
    if (grant > 0) {
      line.remove(program);
    }
    return grant;
  }

  /// A claim has brought so many of those that it could have: the rest is free again. True when
  /// others may have waited for that.
  synchronized boolean claimed(String program, int grant, int brought) {
    asked.merge(program, -grant, Integer::sum);
    giveBack(program, grant - brought);
    return brought < grant && shares(program) && !line.isEmpty();
  }

  private boolean comesLater(String program, Limits needs) {
    return shares(needs) && !line.isEmpty() && !line.iterator().next().equals(program);
  }

  private static boolean shares(Limits needs) {
    return needs.cpus() > 0 || needs.memory() != null;
  }

  private long room(Limits needs) {
    long byCpus =
        needs.cpus() == 0 ? Long.MAX_VALUE : (long) ((totals.cpus() - cpus + TINY) / needs.cpus());
    Long each = needs.memory();
    long byMemory = each == null ? Long.MAX_VALUE : (totals.memory() - memory) / each;
    return Math.max(0, Math.min(byCpus, byMemory));
  }

  private void take(String program, Limits needs, int count) {
    taken.merge(program, count, Integer::sum);
    cpus += count * needs.cpus();
    Long each = needs.memory();
    memory += each == null ? 0 : count * each;
  }

  /// Takes one also when none is free.
  synchronized void force(String program) {
    take(program, limits.getOrDefault(program, Limits.DEFAULTS), 1);
  }

  /// No process of a run is left: what follows it may start while its end is being recorded. Not
  /// when it shares processors or memory with other programs, nor when the ends of twice as many as
  /// may run wait for a slow disk.
  ///
  /// @return whether a slot is free now
  synchronized boolean leaveEarly(Run run) {
    String program = run.experiment().program();
    Limits needs = limits.get(program);
    if (needs == null || shares(needs)) {
      return false;
    }
    Set<Run> ends = unrecorded.computeIfAbsent(program, _ -> new HashSet<>());
    if (ends.size() / UNRECORDED >= needs.concurrency() || !run.leaveSlot()) {
      return false;
    }
    ends.add(run);
    giveBack(program, 1);
    return true;
  }

  /// The end of a run is recorded, or it was handed back.
  ///
  /// @return whether a slot is free now, and was not before
  synchronized boolean leave(Run run) {
    String program = run.experiment().program();
    Set<Run> ends = unrecorded.get(program);
    if (ends != null) {
      ends.remove(run);
    }
    if (!run.leaveSlot()) {
      return false;
    }
    giveBack(program, 1);
    return true;
  }

  private void giveBack(String program, int count) {
    take(program, limits.getOrDefault(program, Limits.DEFAULTS), -count);
  }

  /// What a program lacks for one more; empty when one more may start.
  synchronized Optional<Want> lacks(String program) {
    Limits needs = limits.get(program);
    if (needs == null) {
      return Optional.empty();
    }
    if (isFull(program)) {
      return Optional.of(Want.SLOT);
    }
    boolean later = comesLater(program, needs);
    if (needs.cpus() > 0 && (later || totals.cpus() - cpus + TINY < needs.cpus())) {
      return Optional.of(Want.CPUS);
    }
    Long each = needs.memory();
    return each != null && (later || totals.memory() - memory < each)
        ? Optional.of(Want.MEMORY)
        : Optional.empty();
  }

  /// Whether as many of a program run as may: nothing more of it starts before one of them gives
  /// its slot back. Slots that a claim has only asked for do not count.
  synchronized boolean isFull(String program) {
    Limits needs = limits.get(program);
    int used = taken.getOrDefault(program, 0) - asked.getOrDefault(program, 0);
    return needs != null && used >= needs.concurrency();
  }

  /// A program has work and does not fit: it stands in line for what gets free.
  synchronized void lineUp(String program) {
    line.add(program);
  }

  /// A program has nothing that could start. True when others may have stood behind it.
  synchronized boolean stepBack(String program) {
    return line.remove(program);
  }
}
