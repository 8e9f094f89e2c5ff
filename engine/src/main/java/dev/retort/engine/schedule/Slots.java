package dev.retort.engine.schedule;

import dev.retort.core.RetortException;
import dev.retort.core.program.Limits;
import dev.retort.core.program.NodeCapacity;
import dev.retort.core.program.Program;
import dev.retort.engine.run.Run;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The free slots of each program on this node, from its concurrency and the shared processors and
/// memory. Thread-safe.
///
/// Adopted experiments occupy slots even beyond the limit: then nothing new starts until enough of
/// them have ended. A program that has work but does not fit joins a queue, and capacity that
/// becomes free is reserved for the first program in the queue.
public final class Slots {
  /// Tolerance for sums of fractions of processors.
  private static final double TINY = 1e-9;

  /// Maximum number of unrecorded results per concurrent run.
  private static final int UNRECORDED = 2;

  private final NodeCapacity totals;
  private final Map<String, Limits> limits = new HashMap<>();
  private final Map<String, Integer> taken = new HashMap<>();
  private final Map<String, Integer> asked = new HashMap<>();
  private final Map<String, Set<Run>> unrecorded = new HashMap<>();
  private double cpus;
  private long memory;
  private final Set<String> line = new LinkedHashSet<>();

  public Slots(Collection<Program> programs, NodeCapacity totals) {
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

  /// Whether other programs may wait for the capacity that a run of this program releases.
  public boolean shares(String program) {
    Limits needs = limits.get(program);
    return needs != null && shares(needs);
  }

  /// The resource that a program lacks for its next start.
  public enum Want {
    SLOT,
    CPUS,
    MEMORY
  }

  /// Reserves free slots for a claim, at most `most`, and returns their number. [#claimed] must
  /// follow.
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

  /// Releases the reserved slots that a claim did not use. Returns whether other programs may have
  /// waited for them.
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

  /// Occupies a slot even if none is free.
  synchronized void force(String program) {
    take(program, limits.getOrDefault(program, Limits.DEFAULTS), 1);
  }

  /// Releases the slot of a run whose processes are gone while its result is being recorded, so
  /// that the next experiment can start. Keeps the slot if the program shares processors or memory
  /// with others, or if twice as many results as concurrent runs are unrecorded.
  ///
  /// @return whether a slot is free now
  public synchronized boolean leaveEarly(Run run) {
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

  /// Releases the slot of a run whose end is recorded, or which was handed back.
  ///
  /// @return whether a slot is free now, and was not before
  public synchronized boolean leave(Run run) {
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

  /// The resource that a program lacks for its next start; empty if one may start.
  public synchronized Optional<Want> lacks(String program) {
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

  /// Whether all slots of a program are occupied. Slots that are only reserved for a claim do not
  /// count.
  public synchronized boolean isFull(String program) {
    Limits needs = limits.get(program);
    return needs != null && used(program) >= needs.concurrency();
  }

  /// The occupied slots of a program. Slots that are only reserved for a claim do not count.
  public synchronized int used(String program) {
    return taken.getOrDefault(program, 0) - asked.getOrDefault(program, 0);
  }

  /// Adds a program that has work but does not fit to the queue for free capacity.
  synchronized void lineUp(String program) {
    line.add(program);
  }

  /// Removes a program without startable work from the queue. Returns whether others may have
  /// waited behind it.
  synchronized boolean stepBack(String program) {
    return line.remove(program);
  }
}
