package dev.retort.core;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How many experiments there are, from maintained counters.
///
/// @param lanes one entry for each program and priority that was ever used
/// @param oldestPending when the oldest pending experiment was accepted; null when none waits
public record Backlog(List<Lane> lanes, @Nullable Instant oldestPending) {

  public Backlog {
    lanes = List.copyOf(lanes);
  }

  /// The experiments of one program and one priority.
  ///
  /// @param counts how many there are in each status; all five statuses are present
  public record Lane(String program, int priority, Map<Status, Long> counts) {
    public Lane {
      counts = Map.copyOf(counts);
    }
  }

  /// How many experiments have not ended.
  public long length() {
    return lanes.stream()
        .mapToLong(lane ->
            lane.counts().getOrDefault(Status.PENDING, 0L)
                + lane.counts().getOrDefault(Status.RUNNING, 0L))
        .sum();
  }
}
