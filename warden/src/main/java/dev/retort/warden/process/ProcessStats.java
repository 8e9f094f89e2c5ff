package dev.retort.warden.process;

import dev.retort.warden.linux.ProcFs;

/// Counters of the machine and of the warden that never decrease.
///
/// @param outOfMemoryKills number of kills by the out-of-memory killer since the machine started
/// @param ownPeakMemory the largest resident size of the warden, in bytes
record ProcessStats(long outOfMemoryKills, long ownPeakMemory) {

  static ProcessStats now() {
    return new ProcessStats(
        ProcFs.outOfMemoryKills(), ProcFs.peakMemory(ProcessHandle.current().pid()));
  }
}
