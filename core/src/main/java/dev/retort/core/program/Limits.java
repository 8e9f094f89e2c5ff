package dev.retort.core.program;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Limits of a program's resources and times.
///
/// @param concurrency maximum number of concurrent runs on a node; [#UNLIMITED] for no limit
/// @param cpus processors of the node that one run reserves; 0 for none
/// @param memory bytes that one run reserves on the node: the heap of an isolated program, the
///   memory limit of a command where the system enforces one; null for none
/// @param processes maximum number of processes and threads of one run, where the system enforces
///   it; null for no limit
/// @param timeout maximum run time of one attempt; null for no limit
/// @param gracePeriod time between the request to stop and the kill
/// @param expiresAfter maximum wait of a query for its first start; null for no limit
/// @param maxBacklog maximum number of experiments that have not ended; null for no limit
public record Limits(
    int concurrency,
    double cpus,
    @Nullable Long memory,
    @Nullable Integer processes,
    @Nullable Duration timeout,
    Duration gracePeriod,
    @Nullable Duration expiresAfter,
    @Nullable Long maxBacklog) {

  /// Unlimited concurrency.
  public static final int UNLIMITED = Integer.MAX_VALUE;

  /// One run at a time, a grace period of ten seconds, no other limit.
  public static final Limits DEFAULTS =
      new Limits(1, 0, null, null, null, Duration.ofSeconds(10), null, null);

  public Limits {
    require(concurrency >= 1, "concurrency must be 1 or more", concurrency);
    require(cpus >= 0 && cpus <= 1e6, "cpus must be 0 to 1000000", cpus);
    require(memory == null || memory >= 1, "memory must be 1 byte or more", memory);
    require(processes == null || processes >= 1, "processes must be 1 or more", processes);
    require(timeout == null || timeout.isPositive(), "timeout must be longer than zero", timeout);
    require(!gracePeriod.isNegative(), "grace_period must not be negative", gracePeriod);
    require(
        expiresAfter == null || expiresAfter.isPositive(),
        "expires_after must be longer than zero",
        expiresAfter);
    require(maxBacklog == null || maxBacklog >= 1, "max_backlog must be 1 or more", maxBacklog);
  }

  private static void require(boolean met, String rule, @Nullable Object got) {
    if (!met) {
      throw new IllegalArgumentException(rule + ", got " + got);
    }
  }

  public Limits withConcurrency(int value) {
    return new Limits(
        value, cpus, memory, processes, timeout, gracePeriod, expiresAfter, maxBacklog);
  }

  public Limits withCpus(double value) {
    return new Limits(
        concurrency, value, memory, processes, timeout, gracePeriod, expiresAfter, maxBacklog);
  }

  public Limits withMemory(@Nullable Long bytes) {
    return new Limits(
        concurrency, cpus, bytes, processes, timeout, gracePeriod, expiresAfter, maxBacklog);
  }

  public Limits withProcesses(@Nullable Integer value) {
    return new Limits(
        concurrency, cpus, memory, value, timeout, gracePeriod, expiresAfter, maxBacklog);
  }

  public Limits withTimeout(@Nullable Duration value) {
    return new Limits(
        concurrency, cpus, memory, processes, value, gracePeriod, expiresAfter, maxBacklog);
  }

  public Limits withGracePeriod(Duration value) {
    return new Limits(
        concurrency, cpus, memory, processes, timeout, value, expiresAfter, maxBacklog);
  }

  public Limits withExpiresAfter(@Nullable Duration value) {
    return new Limits(
        concurrency, cpus, memory, processes, timeout, gracePeriod, value, maxBacklog);
  }

  public Limits withMaxBacklog(@Nullable Long value) {
    return new Limits(
        concurrency, cpus, memory, processes, timeout, gracePeriod, expiresAfter, value);
  }
}
