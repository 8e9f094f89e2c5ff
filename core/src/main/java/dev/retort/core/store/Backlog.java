package dev.retort.core.store;

import dev.retort.core.Status;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The numbers of experiments, from maintained counters.
///
/// @param queues one for each combination of program and priority that has ever been used
/// @param oldestPending when the oldest pending experiment was accepted; null if there is none
public record Backlog(List<Queue> queues, @Nullable Instant oldestPending) {

  public Backlog {
    queues = List.copyOf(queues);
  }

  /// The experiments of one program and one priority.
  ///
  /// @param counts number of experiments in each status; contains all five statuses
  public record Queue(String program, int priority, Map<Status, Long> counts) {
    public Queue {
      counts = Map.copyOf(counts);
    }
  }

  /// The number of experiments that have not ended.
  public long length() {
    return queues.stream()
        .mapToLong(queue ->
            queue.counts().getOrDefault(Status.PENDING, 0L)
                + queue.counts().getOrDefault(Status.RUNNING, 0L))
        .sum();
  }
}
