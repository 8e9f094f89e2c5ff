package dev.retort.engine;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// What of a machine the programs of a node may take together.
///
/// @param cpus processors, more than 0
/// @param memory bytes, more than 0
public record NodeTotals(double cpus, long memory) {

  public NodeTotals {
    if (!(cpus > 0) || memory <= 0) {
      throw new IllegalArgumentException(
          "a node must have more than nothing, got " + cpus + " cpus and " + memory + " bytes");
    }
  }

  /// All that this process may use, by its container or machine.
  public static NodeTotals ofMachine() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new NodeTotals(Runtime.getRuntime().availableProcessors(), system.getTotalMemorySize());
  }
}
