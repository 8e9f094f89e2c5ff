package dev.retort.warden.isolation;

import dev.retort.warden.client.Proof;
import dev.retort.warden.linux.Kernel;
import dev.retort.warden.linux.Libc;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// All processes of one attempt: its program and that program's descendants. Thread-safe.
public sealed interface ProcessTree
    permits ControlGroup.Leaf, JoinedTree, MarkedTree, MarkedRemains, SandboxTree {

  /// Pids that are alive (zombies are not) and surely belong to the attempt.
  Set<Long> living();

  /// The proof that no process is left.
  Proof proof();

  /// Sends a signal to every process of the attempt.
  default void signal(int signal) {
    deliver(this::living, signal);
  }

  /// Sends a signal to the processes that `wanted` returns.
  static void deliver(Supplier<Set<Long>> wanted, int signal) {
    Map<Long, Integer> handles = new LinkedHashMap<>();
    for (long pid : wanted.get()) {
      handles.put(pid, Kernel.openProcess(pid));
    }
    // Read again while the handles are open: a pid that was reused in between is not signalled.
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

  /// Sends SIGKILL until no process is left. Blocks as long as the kernel delays the death of a
  /// process.
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

  /// Releases the tree's system resources; call it when the tree is empty.
  void release();
}
