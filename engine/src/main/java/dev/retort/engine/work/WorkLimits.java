package dev.retort.engine.work;

import java.time.Duration;

/// The bounds of [BoundedWork].
///
/// @param workers number of platform threads, at least 1
/// @param runningPerClient maximum number of them that one client occupies
/// @param waitingPerClient maximum number of waiting pieces of one client
/// @param waiting maximum number of waiting pieces of all clients
/// @param deadline maximum time of one piece, including its wait
public record WorkLimits(
    int workers, int runningPerClient, int waitingPerClient, int waiting, Duration deadline) {
  private static final int FEWEST_WORKERS = 2;

  public WorkLimits {
    if (workers < 1 || runningPerClient < 1 || waitingPerClient < 1 || waiting < 1) {
      throw new IllegalArgumentException("every bound must be at least 1");
    }
  }

  /// One worker per processor, at least two. One client gets half of them: the piece of another
  /// client does not wait for the pieces of the first.
  public static WorkLimits ofMachine() {
    int workers = Math.max(FEWEST_WORKERS, Runtime.getRuntime().availableProcessors());
    return new WorkLimits(workers, workers / 2, 256, 1_024, Duration.ofSeconds(15));
  }
}
