package dev.retort.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What an attempt used, and how its end is known. Each part is null when nobody could tell.
///
/// @param host the machine that it ran on
/// @param peakMemoryBytes the most memory that it had at a time
/// @param cpuTime processor time of the program and of the children that it waited for
/// @param proof how it was proven that nothing of it is left: `cgroup`, `pid-namespace`, `cookie`
///   (best effort), `boot` (the machine was started again), `returned` (code in this process)
public record Usage(
    @Nullable String host,
    @Nullable Long peakMemoryBytes,
    @Nullable Duration cpuTime,
    @Nullable String proof) {

  /// Nobody could tell anything.
  public static final Usage UNKNOWN = new Usage(null, null, null, null);
}
