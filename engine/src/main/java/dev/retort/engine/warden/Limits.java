package dev.retort.engine.warden;

import org.jspecify.annotations.Nullable;

/// How much of the machine one attempt may take, all its processes together where the system can
/// add them up (control groups), each process for itself where it cannot (resource limits).
/// `Protection` says which.
///
/// @param memoryBytes memory and swap, at least 1; null for no limit
/// @param processes processes and threads at a time, at least 1; null for no limit
public record Limits(@Nullable Long memoryBytes, @Nullable Integer processes) {
  /// As much as the machine has.
  public static final Limits NONE = new Limits(null, null);

  public Limits {
    if (memoryBytes != null && memoryBytes < 1) {
      throw new IllegalArgumentException("memoryBytes must be at least 1, got " + memoryBytes);
    }
    if (processes != null && processes < 1) {
      throw new IllegalArgumentException("processes must be at least 1, got " + processes);
    }
  }
}
