package dev.retort.core.program;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// Processors and memory that all programs of a node together may use.
///
/// @param cpus processors, more than 0
/// @param memory bytes, more than 0
public record NodeCapacity(double cpus, long memory) {

  public NodeCapacity {
    if (!(cpus > 0) || memory <= 0) {
      throw new IllegalArgumentException(
          "a node must have more than 0 cpus and 0 bytes of memory, got "
              + cpus
              + " cpus and "
              + memory
              + " bytes");
    }
  }

  /// The capacity of this process's container or machine.
  public static NodeCapacity ofMachine() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new NodeCapacity(
        Runtime.getRuntime().availableProcessors(), system.getTotalMemorySize());
  }
}
