package dev.retort.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Resources that an attempt used, and the proof of its end. Each component is null if unknown.
///
/// @param host name of the machine
/// @param peakMemoryBytes peak memory
/// @param cpuTime processor time of the program and of the child processes that it waited for
/// @param proof the proof that no process is left: `cgroup`, `pid-namespace`, `cookie` (best
///   effort), `boot` (the machine was restarted), `returned` (Java code in this process)
/// @param stdout how much it wrote to standard output
/// @param stderr the same for standard error
public record ResourceUsage(
    @Nullable String host,
    @Nullable Long peakMemoryBytes,
    @Nullable Duration cpuTime,
    @Nullable String proof,
    @Nullable StreamSize stdout,
    @Nullable StreamSize stderr) {

  /// Nothing is known.
  public static final ResourceUsage UNKNOWN = new ResourceUsage(null, null, null, null);

  /// Without output streams.
  public ResourceUsage(
      @Nullable String host,
      @Nullable Long peakMemoryBytes,
      @Nullable Duration cpuTime,
      @Nullable String proof) {
    this(host, peakMemoryBytes, cpuTime, proof, null, null);
  }

  public ResourceUsage withCpuTime(@Nullable Duration value) {
    return new ResourceUsage(host, peakMemoryBytes, value, proof, stdout, stderr);
  }

  public ResourceUsage withStreams(@Nullable StreamSize out, @Nullable StreamSize err) {
    return new ResourceUsage(host, peakMemoryBytes, cpuTime, proof, out, err);
  }
}
