package dev.retort.warden.linux;

import java.util.Objects;

/// Identifies a process even after the system has reused its pid.
///
/// @param bootId `/proc/sys/kernel/random/boot_id`
/// @param pid process id
/// @param startTicks field 22 of `/proc/<pid>/stat`, in clock ticks since boot (proc_pid_stat(5))
/// @param pidNamespace what `/proc/<pid>/ns/pid` points to, such as `pid:[4026531836]`
public record ProcessIdentity(String bootId, long pid, long startTicks, String pidNamespace) {
  public ProcessIdentity {
    Objects.requireNonNull(bootId);
    Objects.requireNonNull(pidNamespace);
    if (pid < 1) {
      throw new IllegalArgumentException("pid must be at least 1, got " + pid);
    }
  }
}
