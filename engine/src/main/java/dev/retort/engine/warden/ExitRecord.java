package dev.retort.engine.warden;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How an attempt's program ended: the content of `attempts/<n>/exit`.
///
/// It is written when no process of the attempt is left and its logs (and results, where asked for)
/// are on disk.
///
/// @param returnCode what the program returned, 0 to 255; null when a signal ended it
/// @param signal the number of the signal that ended it; null when it returned. Exactly one of the
///   two is there
/// @param stoppedBy the first cause for which it was stopped, or null if nobody stopped it
/// @param stoppedAt when that cause came, wall clock of the machine; null if nobody stopped it
/// @param startedAt wall clock of the machine
/// @param endedAt wall clock of the machine, when the program itself (not its stray children) ended
/// @param peakMemoryBytes the most memory that all its processes had together, where its memory was
///   limited by a control group; else the largest resident size of one process of it, or 0 when not
///   known, which is so for a very short program that needs less than the warden
/// @param cpuTime user and system time of the program and the children that it waited for
/// @param outOfMemory where its memory was limited by a control group: whether the out-of-memory
///   killer ended a process of it (not always the program itself). Elsewhere: whether a SIGKILL
///   that nobody here sent ended it while the machine ran out of memory, as far as one can tell
/// @param stdoutCut whether standard output was longer than its limit, or could not be written
///   whole
/// @param stderrCut the same for standard error
/// @param proof how it was proven that no process is left: `cgroup`, `pid-namespace` (a sandbox
///   without a control group), or `cookie` (best effort)
/// @param host name of the machine
public record ExitRecord(
    @Nullable Integer returnCode,
    @Nullable Integer signal,
    @Nullable StopCause stoppedBy,
    @Nullable Instant stoppedAt,
    Instant startedAt,
    Instant endedAt,
    long peakMemoryBytes,
    Duration cpuTime,
    boolean outOfMemory,
    boolean stdoutCut,
    boolean stderrCut,
    String proof,
    String host) {
  public ExitRecord {
    if ((returnCode == null) == (signal == null)) {
      throw new IllegalArgumentException(
          "either returnCode or signal must be there, got " + returnCode + " and " + signal);
    }
  }
}
