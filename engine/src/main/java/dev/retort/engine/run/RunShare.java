package dev.retort.engine.run;

import dev.retort.core.program.Limits;
import dev.retort.core.program.NodeCapacity;
import java.util.Map;

/// What one run may take of its node, in whole numbers for a command line.
///
/// @param cpus processors, at least 1
/// @param memoryMebibytes memory in MiB, at least 1
record RunShare(long cpus, long memoryMebibytes) {
  private static final long MEBIBYTE = 1 << 20;

  /// What a program declares; without a declaration, an equal part of the node for each of its
  /// concurrent runs. Fractions are dropped.
  static RunShare of(Limits limits, NodeCapacity totals) {
    Long declared = limits.memory();
    double cpus = limits.cpus() > 0 ? limits.cpus() : totals.cpus() / limits.concurrency();
    long memory = declared == null ? totals.memory() / limits.concurrency() : declared;
    return new RunShare(Math.max(1, (long) cpus), Math.max(1, memory / MEBIBYTE));
  }

  /// By the names of placeholders.
  Map<String, String> values() {
    return Map.of("cpus", Long.toString(cpus), "memory_mb", Long.toString(memoryMebibytes));
  }
}
