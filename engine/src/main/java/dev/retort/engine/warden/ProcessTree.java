package dev.retort.engine.warden;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// All processes of one attempt: its program, and whatever that has left behind. Thread-safe.
sealed interface ProcessTree
    permits ControlGroup.Leaf, JoinedTree, MarkedTree, MarkedRemains, SandboxTree {

  /// Pids that are alive (zombies are not) and surely belong to the attempt.
  Set<Long> living();

  /// How the end of all is proven: `cgroup`, `pid-namespace` or `cookie`.
  String proof();

  /// Sends a signal to every process of the attempt.
  default void signal(int signal) {
    deliver(this::living, signal);
  }

  /// Sends a signal to the processes that `wanted` names, now and once more.
  static void deliver(Supplier<Set<Long>> wanted, int signal) {
    Map<Long, Integer> handles = new LinkedHashMap<>();
    for (long pid : wanted.get()) {
      handles.put(pid, Kernel.openProcess(pid));
    }
    // Asked again, now that the handles are held: a pid given away in between is not hit.
    Set<Long> still = handles.isEmpty() ? Set.of() : new HashSet<>(wanted.get());
    handles.forEach((pid, handle) -> {
      if (handle >= 0) {
        if (still.contains(pid)) {
          Kernel.signalProcess(handle, signal);
        }
        Kernel.close(handle);
      } else if (handle == -Libc.ENOSYS && still.contains(pid)) {
        Kernel.kill(pid, signal); // kernels before 5.3
      }
    });
  }

  /// SIGKILL until none is left. Blocks, for as long as the kernel keeps one from dying.
  default void eliminate() {
    Duration pause = Duration.ofNanos(200_000);
    while (!living().isEmpty()) {
      signal(Libc.SIGKILL);
      LockSupport.parkNanos(pause.toNanos());
      if (pause.compareTo(Duration.ofMillis(100)) < 0) {
        pause = pause.multipliedBy(2);
      }
    }
  }

  /// Gives back what the system holds for the tree; to be called when it is empty.
  void release();
}
