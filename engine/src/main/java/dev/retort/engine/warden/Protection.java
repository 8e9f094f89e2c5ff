package dev.retort.engine.warden;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What keeps programs from hurting the server on this machine.
///
/// @param cgroup `v1 cpu.idle`, `v2 cpu.idle`, `v2 without cpu.idle`, or `none: ` and why
/// @param proof how the end of an attempt is proven: `cgroup`, or `cookie` (best effort; with a
///   sandbox `pid-namespace`)
/// @param priority how programs are kept below the server, in words
/// @param outOfMemory who dies first when memory runs out, in words
/// @param limits how memory and number of processes of a program are limited, in words
/// @param sandbox `bubblewrap`, or `none: ` and why
/// @param warnings what an operator should know, each a sentence; empty when all is well
public record Protection(
    String cgroup,
    String proof,
    String priority,
    String outOfMemory,
    String limits,
    String sandbox,
    List<String> warnings) {
  public Protection {
    warnings = List.copyOf(warnings);
  }

  /// Looks at this machine, from the control group of this process, and tries bubblewrap with a
  /// program that does nothing. Blocks for some tens of milliseconds.
  public static Protection probe() {
    ControlGroups.Choice choice =
        ControlGroups.choose("retort-probe-" + ProcessHandle.current().pid());
    List<String> warnings = new ArrayList<>();
    LimitGroups limits =
        LimitGroups.find("retort-probe-" + ProcessHandle.current().pid(), choice.group());
    choice.group().ifPresent(ControlGroup::remove);
    String cgroup = choice.description();
    boolean idle = cgroup.endsWith(" cpu.idle");
    boolean autogroup =
        ProcFs.read(Path.of("/proc/sys/kernel/sched_autogroup_enabled"))
            .map(text -> text.strip().equals("1"))
            .orElse(false);
    String proof = choice.group().isPresent() && cgroup.startsWith("v1") ? "cgroup" : "cookie";
    if (!idle) {
      warnings.add(
          "Without a writable control group that has cpu.idle, busy programs slow down answers"
              + (autogroup ? " (sched_autogroup_enabled makes niceness nearly useless)." : "."));
    }
    if (proof.equals("cookie")) {
      warnings.add(
          "A program that hides on purpose can outlive its end: there is no control group in which"
              + " programs are born.");
    }
    if (!Files.isWritable(Path.of("/proc/self/oom_score_adj"))) {
      warnings.add("When memory runs out, the server may be killed before programs.");
    }
    warnings.addAll(limits.warnings());
    return new Protection(
        cgroup,
        proof,
        idle ? "cpu.idle, nice 19, idle disk priority" : "nice 19, idle disk priority",
        "programs die first (oom_score_adj 1000)",
        limits.description(),
        Bubblewrap.obstacle().map(why -> "none: " + why).orElse("bubblewrap"),
        warnings);
  }
}
