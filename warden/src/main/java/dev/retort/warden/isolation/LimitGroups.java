package dev.retort.warden.isolation;

import dev.retort.warden.linux.Kernel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The means that enforce limits of attempts on this machine. Immutable.
///
/// @param name prefix of the names of this data directory's groups
/// @param memoryHome where groups of version 1's `memory` are made; null if nowhere
/// @param processesHome the same for `pids`
public record LimitGroups(
    String name,
    Means memory,
    Means processes,
    @Nullable Path memoryHome,
    @Nullable Path processesHome) {

  /// How one kind of limit is enforced.
  public enum Means {
    GROUP_1("cgroup v1"),
    GROUP_2("cgroup v2"),
    RESOURCE("rlimit"),
    NOTHING("nothing");

    private final String words;

    Means(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }

    /// Whether it can be set only on an existing process.
    boolean afterSpawn() {
      return this == GROUP_2 || this == RESOURCE;
    }
  }

  /// Probes the machine, and removes the groups of an earlier warden that was killed.
  ///
  /// @param group below which attempts have their leaves
  public static LimitGroups find(String name, Optional<ControlGroup> group) {
    Path memory = ControlGroups.limitHome("memory", "memory.limit_in_bytes").orElse(null);
    Path pids = ControlGroups.limitHome("pids", "cgroup.procs").orElse(null);
    for (Path home : new @Nullable Path[] {memory, pids}) {
      if (home != null) {
        ControlGroup.removeWithLeaves(home.resolve(name));
      }
    }
    return new LimitGroups(
        name,
        means(memory, group, "memory", Means.RESOURCE),
        means(pids, group, "pids", Kernel.isRoot() ? Means.NOTHING : Means.RESOURCE),
        memory,
        pids);
  }

  private static Means means(
      @Nullable Path home, Optional<ControlGroup> group, String controller, Means otherwise) {
    if (group.map(g -> g.limits(controller)).orElse(false)) {
      return Means.GROUP_2;
    }
    return home == null ? otherwise : Means.GROUP_1;
  }

  /// For people.
  public String words() {
    return words(memory, processes);
  }

  static String words(Means memory, Means processes) {
    return "memory by " + memory.words() + ", processes by " + processes.words();
  }

  /// The gaps in the limits, each a sentence.
  static List<String> warnings(Means memory, Means processes) {
    List<String> warnings = new ArrayList<>();
    if (memory == Means.RESOURCE) {
      warnings.add(
          "A memory limit applies to each process of a program separately (address space,"
              + " RLIMIT_AS): there is no control group for memory.");
    }
    if (processes == Means.RESOURCE) {
      warnings.add(
          "A limit on processes also counts all other processes of its user (RLIMIT_NPROC): there"
              + " is no control group for processes.");
    }
    if (processes == Means.NOTHING) {
      warnings.add(
          "A limit on processes has no effect: there is no control group for it, and RLIMIT_NPROC"
              + " does not apply to root.");
    }
    return warnings;
  }
}
