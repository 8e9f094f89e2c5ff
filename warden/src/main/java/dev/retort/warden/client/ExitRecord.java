package dev.retort.warden.client;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How an attempt's program ended: the content of `attempts/<n>/exit`.
///
/// The warden writes it when no process of the attempt is left and its logs (and durable results)
/// are on disk.
///
/// @param returnCode what the program returned, 0 to 255; null when a signal ended it
/// @param signal the number of the signal that ended it; null when it returned. Exactly one of
///   `returnCode` and `signal` is set
/// @param stoppedBy the first cause to stop it, or null if it was not stopped
/// @param stoppedAt when the stop was requested, wall clock of the machine; null if it was not
///   stopped
/// @param startedAt wall clock of the machine
/// @param endedAt wall clock of the machine, when the program itself (not its stray children) ended
/// @param peakMemoryBytes with a control group for its memory, the peak of all its processes
///   together. Without one, the largest resident size of one of its processes; 0 if unknown, for
///   example for a very short program that needs less memory than the warden
/// @param cpuTime user and system time of the program and the children that it waited for
/// @param outOfMemory with a control group for its memory, whether the out-of-memory killer ended
///   one of its processes (not always the program itself). Without one, whether it died of a
///   SIGKILL that Retort did not send while the machine ran out of memory; a guess
/// @param stdoutCut whether standard output exceeded its limit or could not be written completely
/// @param stderrCut the same for standard error
/// @param stdout how much of standard output was kept; null in the record of an older warden
/// @param stderr the same for standard error
/// @param proof how it was proven that no process is left
/// @param temporaryLeft why its temporary directory could not be deleted; null if nothing of it is
///   left
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
    @Nullable LogRecord stdout,
    @Nullable LogRecord stderr,
    Proof proof,
    @Nullable String temporaryLeft,
    String host) {
  public ExitRecord {
    if ((returnCode == null) == (signal == null)) {
      throw new IllegalArgumentException(
          "exactly one of returnCode and signal must be set, got " + returnCode + " and " + signal);
    }
  }

  /// A record of a program that ran between two moments.
  public static Builder of(Instant startedAt, Instant endedAt, Proof proof, String host) {
    return new Builder(startedAt, endedAt, proof, host);
  }

  /// Collects the parts of a record. Used by one thread.
  public static final class Builder {
    private final Instant startedAt;
    private final Instant endedAt;
    private final Proof proof;
    private final String host;
    private @Nullable Integer returnCode;
    private @Nullable Integer signal;
    private @Nullable StopCause stoppedBy;
    private @Nullable Instant stoppedAt;
    private long peakMemoryBytes;
    private Duration cpuTime = Duration.ZERO;
    private boolean outOfMemory;
    private @Nullable LogRecord stdout;
    private @Nullable LogRecord stderr;
    private @Nullable String temporaryLeft;

    private Builder(Instant startedAt, Instant endedAt, Proof proof, String host) {
      this.startedAt = startedAt;
      this.endedAt = endedAt;
      this.proof = proof;
      this.host = host;
    }

    /// The program returned this code.
    public Builder returned(int code) {
      returnCode = code;
      return this;
    }

    /// This signal ended the program.
    public Builder signalled(int number) {
      signal = number;
      return this;
    }

    /// The first cause to stop the program; null if it was not stopped.
    public Builder stopped(@Nullable StopCause cause, @Nullable Instant at) {
      stoppedBy = cause;
      stoppedAt = at;
      return this;
    }

    /// The resources that the program used.
    public Builder used(long peakMemory, Duration cpu) {
      peakMemoryBytes = peakMemory;
      cpuTime = cpu;
      return this;
    }

    /// Whether it ended because memory ran out.
    public Builder outOfMemory(boolean memoryRanOut) {
      outOfMemory = memoryRanOut;
      return this;
    }

    /// How much of standard output and standard error was kept.
    public Builder logs(LogRecord out, LogRecord err) {
      stdout = out;
      stderr = err;
      return this;
    }

    /// Why its temporary directory could not be deleted; null if nothing of it is left.
    public Builder temporaryLeft(@Nullable String why) {
      temporaryLeft = why;
      return this;
    }

    public ExitRecord build() {
      return new ExitRecord(
          returnCode,
          signal,
          stoppedBy,
          stoppedAt,
          startedAt,
          endedAt,
          peakMemoryBytes,
          cpuTime,
          outOfMemory,
          stdout != null && stdout.cut(),
          stderr != null && stderr.cut(),
          stdout,
          stderr,
          proof,
          temporaryLeft,
          host);
    }
  }
}
