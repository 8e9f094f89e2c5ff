package dev.retort.engine.warden;

/// Figures of the machine and of the warden that only rise.
///
/// @param outOfMemoryKills how often the out-of-memory killer has struck since the machine started
/// @param ownPeakMemory the largest resident size of the warden, in bytes
record Vitals(long outOfMemoryKills, long ownPeakMemory) {

  static Vitals now() {
    return new Vitals(ProcFs.outOfMemoryKills(), ProcFs.peakMemory(ProcessHandle.current().pid()));
  }
}
