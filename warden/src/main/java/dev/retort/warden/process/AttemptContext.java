package dev.retort.warden.process;

import static java.lang.System.Logger.Level.WARNING;

import dev.retort.warden.client.TemporaryDirectory;
import dev.retort.warden.isolation.ControlGroup;
import dev.retort.warden.isolation.LimitGroups;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The threads, logs, reaper and control groups that all attempts of one warden share. Thread-safe.
final class AttemptContext {
  private static final System.Logger LOG = System.getLogger(AttemptContext.class.getName());
  private static final int LONGEST_RETRY_SECONDS = 30;
  private static final int MOST_DOUBLINGS = 5;
  private static final Duration SAMPLING = Duration.ofMillis(500);

  private final Clock clock;
  private final Path dataDirectory;
  private final Optional<ControlGroup> group;
  private final LimitGroups limitGroups;
  private final LogPump pump = new LogPump();
  private final Reaper reaper = new Reaper();
  private final ExecutorService workers =
      Executors.newCachedThreadPool(Thread.ofPlatform().name("worker-", 0).daemon().factory());
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("timer").daemon().factory());
  private final Object markLock = new Object();
  private volatile ProcessStats stats = ProcessStats.now();
  private @Nullable Future<?> sampling;
  private boolean startedSince;

  /// @param group below which attempts get their groups; empty if there is none
  AttemptContext(
      Clock clock, Path dataDirectory, Optional<ControlGroup> group, LimitGroups limitGroups)
      throws IOException {
    this.clock = clock;
    this.dataDirectory = dataDirectory;
    this.group = group;
    this.limitGroups = limitGroups;
    timer.setRemoveOnCancelPolicy(true);
  }

  /// Starts the threads that all attempts share.
  void begin() {
    Thread.ofPlatform().name("pump").daemon().start(pump);
    Thread.ofPlatform().name("reaper").daemon().start(reaper);
  }

  /// Samples now unless that is regular anyway, and regularly from now on; while nothing runs, an
  /// idle warden sleeps.
  synchronized void sampleSoon() {
    startedSince = true;
    if (sampling == null) {
      stats = ProcessStats.now();
      sampling =
          timer.scheduleWithFixedDelay(
              this::sample, SAMPLING.toMillis(), SAMPLING.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void sample() {
    stats = ProcessStats.now();
    reaper.sample();
    synchronized (this) {
      if (!startedSince && reaper.isIdle() && sampling != null) {
        sampling.cancel(false);
        sampling = null;
      }
      startedSince = false;
    }
  }

  /// A new control group for an attempt; null if there are none.
  ControlGroup.@Nullable Leaf newLeaf(String name) {
    if (group.isEmpty()) {
      return null;
    }
    try {
      return group.get().newLeaf(name);
    } catch (IOException e) {
      LOG.log(WARNING, "cannot create a control group for an attempt", e);
      return null;
    }
  }

  /// Runs a task on a worker thread.
  void work(Runnable task) {
    workers.execute(task);
  }

  /// Runs a task on a worker thread after a delay on the monotonic clock.
  Future<?> after(Duration delay, Runnable task) {
    return timer.schedule(() -> work(task), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /// Runs a task again after 1 to 30 seconds: later the more often it has failed.
  void retry(int failures, Runnable task) {
    int seconds = Math.min(1 << Math.min(failures, MOST_DOUBLINGS), LONGEST_RETRY_SECONDS);
    Future<?> unused = after(Duration.ofSeconds(seconds), task);
  }

  /// As of the last sampling: reading them for each launch would cost more than the launch.
  ProcessStats stats() {
    return stats;
  }

  /// Held while the warden itself carries an attempt's mark.
  Object markLock() {
    return markLock;
  }

  Reaper reaper() {
    return reaper;
  }

  Clock clock() {
    return clock;
  }

  Path dataDirectory() {
    return dataDirectory;
  }

  /// Deletes the temporary files of an attempt of which nothing runs.
  ///
  /// @return why some of them still exist; null when none does
  @Nullable String deleteTemporary(Path attempt) {
    Optional<String> left = TemporaryDirectory.of(dataDirectory, attempt).delete();
    left.ifPresent(
        why -> LOG.log(WARNING, "cannot delete the temporary files of " + attempt + ": " + why));
    return left.orElse(null);
  }

  LimitGroups limitGroups() {
    return limitGroups;
  }

  LogPump pump() {
    return pump;
  }
}
