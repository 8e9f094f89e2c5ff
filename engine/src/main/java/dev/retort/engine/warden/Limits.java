package dev.retort.engine.warden;

import org.jspecify.annotations.Nullable;

/// How much of the machine one attempt may take, all its processes together where the system can
/// add them up (control groups), each process for itself where it cannot (resource limits).
/// `Protection` says which.
///
/// @param memoryBytes memory and swap, at least 1; null for no limit
/// @param addressSpace whether the address space may be limited where memory cannot be; no JVM
///   starts with little of that, however little memory it uses
/// @param processes processes and threads at a time, at least 1; null for no limit
public record Limits(
    @Nullable Long memoryBytes, boolean addressSpace, @Nullable Integer processes) {
  /// As much as the machine has.
  public static final Limits NONE = new Limits(null, null);

  /// The same, with the address space in place of memory where need be.
  public Limits(@Nullable Long memoryBytes, @Nullable Integer processes) {
    this(memoryBytes, true, processes);
  }

  public Limits {
    if (memoryBytes != null && memoryBytes < 1) {
      throw new IllegalArgumentException("memoryBytes must be at least 1, got " + memoryBytes);
    }
    if (processes != null && processes < 1) {
      throw new IllegalArgumentException("processes must be at least 1, got " + processes);
    }
  }
}
