package dev.retort.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How much of a node a program may take, and for how long.
///
/// @param concurrency how many run at once on a node; [#UNLIMITED] for no limit
/// @param cpus processors that one run takes of the node's; 0 for none that are counted
/// @param memory bytes that one run takes of the node's: the heap of an isolated program, the limit
///   of a command where the system enforces one; null for none that are counted
/// @param processes most processes and threads of one run, where the system enforces that; null for
///   no limit
/// @param timeout how long one attempt may run; null for no limit
/// @param gracePeriod from the request to stop to the kill
/// @param expiresAfter how long a query may wait for its first start; null for as long as it takes
public record Limits(
    int concurrency,
    double cpus,
    @Nullable Long memory,
    @Nullable Integer processes,
    @Nullable Duration timeout,
    Duration gracePeriod,
    @Nullable Duration expiresAfter) {

  /// No limit of concurrency.
  public static final int UNLIMITED = Integer.MAX_VALUE;

  /// One at a time, ten seconds of grace, no other limit.
  public static final Limits DEFAULTS =
      new Limits(1, 0, null, null, null, Duration.ofSeconds(10), null);

  public Limits {
    require(concurrency >= 1, "concurrency must be 1 or more", concurrency);
    require(cpus >= 0 && cpus <= 1e6, "cpus must be 0 to 1000000", cpus);
    require(memory == null || memory >= 1, "memory must be 1 byte or more", memory);
    require(processes == null || processes >= 1, "processes must be 1 or more", processes);
    require(
        timeout == null || timeout.isPositive(), "timeout must be longer than nothing", timeout);
    require(!gracePeriod.isNegative(), "grace_period must not be negative", gracePeriod);
    require(
        expiresAfter == null || expiresAfter.isPositive(),
        "expires_after must be longer than nothing",
        expiresAfter);
  }

  private static void require(boolean met, String rule, @Nullable Object got) {
    if (!met) {
      throw new IllegalArgumentException(rule + ", got " + got);
    }
  }

  public Limits withConcurrency(int value) {
    return new Limits(value, cpus, memory, processes, timeout, gracePeriod, expiresAfter);
  }

  public Limits withCpus(double value) {
    return new Limits(concurrency, value, memory, processes, timeout, gracePeriod, expiresAfter);
  }

  public Limits withMemory(@Nullable Long bytes) {
    return new Limits(concurrency, cpus, bytes, processes, timeout, gracePeriod, expiresAfter);
  }

  public Limits withProcesses(@Nullable Integer value) {
    return new Limits(concurrency, cpus, memory, value, timeout, gracePeriod, expiresAfter);
  }

  public Limits withTimeout(@Nullable Duration value) {
    return new Limits(concurrency, cpus, memory, processes, value, gracePeriod, expiresAfter);
  }

  public Limits withGracePeriod(Duration value) {
    return new Limits(concurrency, cpus, memory, processes, timeout, value, expiresAfter);
  }

  public Limits withExpiresAfter(@Nullable Duration value) {
    return new Limits(concurrency, cpus, memory, processes, timeout, gracePeriod, value);
  }
}
