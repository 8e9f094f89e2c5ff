package dev.retort.warden.client;

import org.jspecify.annotations.Nullable;

/// Limits of one attempt's resources. Control groups limit all its processes together; without
/// control groups, resource limits hold for each process. `Protection` says which applies.
///
/// @param memoryBytes memory and swap, at least 1; null for no limit
/// @param addressSpace whether the address space may be limited where memory cannot be; a JVM needs
///   a large address space however little memory it uses
/// @param processes processes and threads at a time, at least 1; null for no limit
public record ResourceLimits(
    @Nullable Long memoryBytes, boolean addressSpace, @Nullable Integer processes) {
  /// No limits.
  public static final ResourceLimits NONE = new ResourceLimits(null, null);

  /// Limits that may restrict the address space where memory cannot be limited.
  public ResourceLimits(@Nullable Long memoryBytes, @Nullable Integer processes) {
    this(memoryBytes, true, processes);
  }

  public ResourceLimits {
    if (memoryBytes != null && memoryBytes < 1) {
      throw new IllegalArgumentException("memoryBytes must be at least 1, got " + memoryBytes);
    }
    if (processes != null && processes < 1) {
      throw new IllegalArgumentException("processes must be at least 1, got " + processes);
    }
  }
}
