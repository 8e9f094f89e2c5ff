package dev.retort.warden.isolation;

import dev.retort.warden.client.Proof;
import dev.retort.warden.linux.ProcFs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The means of this machine that protect the server from programs. Immutable.
///
/// The components are findings; the other methods describe them to an operator.
///
/// @param group the kind of control group that programs get, or empty if there is none
/// @param noGroup why there is no control group; empty text if there is one
/// @param memoryLimit what limits a program's memory
/// @param processLimit what limits a program's number of processes
/// @param noSandbox why bubblewrap does not work; empty if it does
/// @param autogroup whether sched_autogroup_enabled is set; see sched(7)
/// @param programsDieFirst whether programs can be made to die before the server when memory runs
///   out
public record Protection(
    Optional<ControlGroup.Kind> group,
    String noGroup,
    LimitGroups.Means memoryLimit,
    LimitGroups.Means processLimit,
    Optional<String> noSandbox,
    boolean autogroup,
    boolean programsDieFirst) {

  /// Probes this machine from the control group of this process, and runs bubblewrap with a program
  /// that does nothing. Blocks for some tens of milliseconds.
  public static Protection probe() {
    String name = "retort-probe-" + ProcessHandle.current().pid();
    ControlGroups.Choice choice = ControlGroups.choose(name);
    LimitGroups limits = LimitGroups.find(name, choice.group());
    choice.group().ifPresent(ControlGroup::remove);
    boolean autogroup =
        ProcFs.read(Path.of("/proc/sys/kernel/sched_autogroup_enabled"))
            .map(text -> text.strip().equals("1"))
            .orElse(false);
    return new Protection(
        choice.group().map(ControlGroup::kind),
        choice.group().isPresent() ? "" : choice.reason(),
        limits.memory(),
        limits.processes(),
        Bubblewrap.obstacle(),
        autogroup,
        Files.isWritable(Path.of("/proc/self/oom_score_adj")));
  }

  /// Whether programs get only otherwise idle processor time.
  public boolean cpuIdle() {
    return group.map(ControlGroup.Kind::cpuIdle).orElse(false);
  }

  /// How the end of an attempt without a sandbox is proven.
  public Proof proof() {
    return group.map(ControlGroup.Kind::startsInside).orElse(false) ? Proof.CGROUP : Proof.COOKIE;
  }

  /// `v1 cpu.idle`, `v2 cpu.idle`, `v1 without cpu.idle`, `v2 without cpu.idle`, or `none: ` and
  /// the reason.
  public String cgroup() {
    return group.map(ControlGroup.Kind::words).orElse("none: " + noGroup);
  }

  /// The priority of programs relative to the server.
  public String priority() {
    return cpuIdle() ? "cpu.idle, nice 19, idle disk priority" : "nice 19, idle disk priority";
  }

  /// Which processes die first when memory runs out.
  public String outOfMemory() {
    return "programs die first (oom_score_adj 1000)";
  }

  /// How the memory and the number of processes of a program are limited.
  public String limits() {
    return LimitGroups.words(memoryLimit, processLimit);
  }

  /// `bubblewrap`, or `none: ` and the reason.
  public String sandbox() {
    return noSandbox.map(why -> "none: " + why).orElse("bubblewrap");
  }

  /// The gaps in the protection, each a sentence; empty if there is none.
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (!cpuIdle()) {
      warnings.add(
          "Without a writable control group that has cpu.idle, busy programs slow down answers"
              + (autogroup ? " (sched_autogroup_enabled makes niceness nearly useless)." : "."));
    }
    if (proof() == Proof.COOKIE) {
      warnings.add(
          "A program that hides on purpose can outlive its recorded end: programs cannot start"
              + " inside a control group.");
    }
    if (!programsDieFirst) {
      warnings.add("When memory runs out, the server may be killed before programs.");
    }
    warnings.addAll(LimitGroups.warnings(memoryLimit, processLimit));
    return List.copyOf(warnings);
  }
}
