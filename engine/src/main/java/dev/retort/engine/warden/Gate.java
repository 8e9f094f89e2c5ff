package dev.retort.engine.warden;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// A shell in which a program's process waits, stopped, until the warden has done to it what must
/// be done before the program's first instruction; then it executes the program in its own place.
///
/// While it waits its name (`/proc/<pid>/stat`) is `retort-gate`, which execve(2) changes: so one
/// can tell a program that ended from one that could not be executed.
final class Gate {
  private static final String NAME = "retort-gate";
  private static final String SCRIPT =
      "printf " + NAME + " >/proc/$$/comm; unset PWD OLDPWD; kill -STOP $$; exec \"$@\"";
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long PAUSE_NANOS = 200_000;

  private Gate() {}

  /// A command that runs `command` behind a gate.
  static List<String> before(List<String> command) {
    List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, NAME));
    words.addAll(command);
    return words;
  }

  /// Whether a process waits in the gate.
  static boolean holds(long pid) {
    return ProcFs.stat(pid)
        .map(stat -> stat.state() == 'T' && stat.name().equals(NAME))
        .orElse(false);
  }

  /// Waits until the process waits in the gate.
  ///
  /// @return false if it ended before, or does not get there
  static boolean await(long pid) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!holds(pid)) {
      if (System.nanoTime() > deadline || ProcFs.stat(pid).map(ProcFs.Stat::dead).orElse(true)) {
        return false;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return true;
  }

  /// Lets the program in, and waits until it runs. Its process must not be reaped meanwhile.
  ///
  /// @return false if it could not be executed
  static boolean open(long pid) {
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
