package dev.retort.engine.warden;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// By what the limits of attempts are enforced on this machine. Immutable.
///
/// @param name what the names of this data directory's groups begin with
/// @param memoryHome where groups of version 1's `memory` are made; null if nowhere
/// @param processesHome the same for `pids`
record LimitGroups(
    String name,
    Means memory,
    Means processes,
    @Nullable Path memoryHome,
    @Nullable Path processesHome) {

  /// How one kind of limit is enforced.
  enum Means {
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

    /// Whether it can be brought about only once the process is there.
    boolean afterBirth() {
      return this == GROUP_2 || this == RESOURCE;
    }
  }

  /// Looks at the machine, and removes what an earlier warden, killed, has left.
  ///
  /// @param group below which attempts have their leaves
  static LimitGroups find(String name, Optional<ControlGroup> group) {
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

  /// In words.
  String description() {
    return "memory by " + memory.words() + ", processes by " + processes.words();
  }

  /// What an operator should know of them, in sentences.
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (memory == Means.RESOURCE) {
      warnings.add(
          "A memory limit holds for each process of a program alone (address space, RLIMIT_AS):"
              + " there is no control group for memory.");
    }
    if (processes == Means.RESOURCE) {
      warnings.add(
          "A limit on processes also counts what else its user runs (RLIMIT_NPROC): there is no"
              + " control group for processes.");
    }
    if (processes == Means.NOTHING) {
      warnings.add(
          "A limit on processes has no effect: there is no control group for it, and RLIMIT_NPROC"
              + " does not hold root.");
    }
    return warnings;
  }

  static boolean writable(Path home, String file) {
    return Files.isWritable(home) && Files.exists(home.resolve(file));
  }
}
