package dev.retort.warden.isolation;

import dev.retort.warden.linux.Kernel;
import dev.retort.warden.linux.Libc;
import dev.retort.warden.linux.ProcFs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// A stopped shell that holds a program back until the warden has set its limits and priority; then
/// the shell executes the program in its own process.
///
/// Until execve(2) the process is named `retort-gate` in `/proc/<pid>/stat`. The name distinguishes
/// a program that ended from one that could not be executed.
public final class ExecGate {
  private static final String NAME = "retort-gate";
  private static final String SCRIPT =
      "printf " + NAME + " >/proc/$$/comm; unset PWD OLDPWD; kill -STOP $$; exec \"$@\"";
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long PAUSE_NANOS = 200_000;

  private ExecGate() {}

  /// A command that runs `command` in an exec gate.
  public static List<String> before(List<String> command) {
    List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, NAME));
    words.addAll(command);
    return words;
  }

  /// Whether a process waits in its gate.
  static boolean holds(long pid) {
    return ProcFs.stat(pid)
        .map(stat -> stat.state() == 'T' && stat.name().equals(NAME))
        .orElse(false);
  }

  /// Waits until the process has reached its gate.
  ///
  /// @return false if it ended before, or does not get there
  public static boolean await(long pid) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!holds(pid)) {
      if (System.nanoTime() > deadline || ProcFs.stat(pid).map(ProcFs.Stat::dead).orElse(true)) {
        return false;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return true;
  }

  /// Executes the program, and waits until it runs. Its process must not be reaped meanwhile.
  ///
  /// @return false if it could not be executed
  public static boolean open(long pid) {
    Kernel.kill(pid, Libc.SIGCONT);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      Optional<ProcFs.Stat> stat = ProcFs.stat(pid);
      if (stat.isEmpty() || !stat.get().name().equals(NAME)) {
        return true;
      }
      if (stat.get().dead()) {
        return false;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return true;
  }
}
