package dev.retort.engine.warden;

import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The attempts that the warden has in hand, and what they share. Thread-safe.
final class Attempts {
  private static final System.Logger LOG = System.getLogger(Attempts.class.getName());
  private static final Duration SAMPLING = Duration.ofMillis(500);

  private final Clock clock;
  private final Path dataDirectory;
  private final LimitGroups limitGroups;
  private final LogPump pump;
  private final Optional<ControlGroup> group;
  private final Listener listener;
  private final String bootId = ProcFs.bootId();
  private final Map<Path, Attempt> running = new ConcurrentHashMap<>();
  private final Map<Long, Attempt> byPid = new ConcurrentHashMap<>();
  private final Reaper reaper = new Reaper(byPid);
  private final ExecutorService workers;
  private final ScheduledThreadPoolExecutor timer;
  private final Object marking = new Object();
  private volatile Vitals vitals = Vitals.now();
  private int untidy;
  private boolean closed;

  /// Told of the end of each attempt; must not block.
  interface Listener {
    /// No process of it is left.
    void emptied(Path directory);

    /// Its exit record is on disk.
    void ended(Path directory);
  }

  Attempts(
      Clock clock,
      Path dataDirectory,
      Optional<ControlGroup> group,
      LimitGroups limitGroups,
      Listener listener)
      throws IOException {
    this.clock = clock;
    this.dataDirectory = dataDirectory;
    this.limitGroups = limitGroups;
    this.group = group;
    this.listener = listener;
    this.pump = new LogPump();
    this.workers =
        Executors.newCachedThreadPool(Thread.ofPlatform().name("worker-", 0).daemon().factory());
    this.timer =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("timer").daemon().factory());
    timer.setRemoveOnCancelPolicy(true);
    Thread.ofPlatform().name("pump").daemon().start(pump);
    Thread.ofPlatform().name("reaper").daemon().start(reaper);
    var unused =
        timer.scheduleWithFixedDelay(
            this::sample, SAMPLING.toMillis(), SAMPLING.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Starts a program and gives the result to `answer` before its end is told to anyone.
  ///
  /// @throws IOException if nothing was decided
  void start(Launch launch, Consumer<StartResult> answer) throws IOException {
    Attempt attempt = new Attempt(launch, this);
    synchronized (this) {
      if (closed) {
        throw new IOException("the warden is about to exit");
      }
      if (running.putIfAbsent(attempt.directory(), attempt) != null) {
        answer.accept(new StartResult.AlreadyDecided());
        return;
      }
    }
    boolean runs = false;
    try {
      StartResult result = attempt.start();
      runs = result instanceof StartResult.Started;
      if (!runs) {
        running.remove(attempt.directory(), attempt);
      }
      answer.accept(result);
    } finally {
      if (!runs) {
        running.remove(attempt.directory(), attempt);
      }
      attempt.answered();
    }
  }

  void stop(Path directory, StopCause cause) {
    Attempt attempt = running.get(directory);
    if (attempt != null) {
      attempt.stop(cause);
    }
  }

  List<Path> running() {
    return new ArrayList<>(running.keySet());
  }

  /// Takes no more starts if nothing runs.
  synchronized boolean closeIfIdle() {
    closed = closed || (running.isEmpty() && untidy == 0);
    return closed;
  }

  /// Takes no more starts, stops everything, and returns when all ends are recorded.
  void shutDown() throws InterruptedException {
    synchronized (this) {
      closed = true;
    }
    running.values().forEach(attempt -> attempt.stop(StopCause.SHUTDOWN));
    synchronized (this) {
      while (!running.isEmpty() || untidy > 0) {
        wait(1000);
      }
    }
  }

  /// No process of an attempt is left.
  void emptied(Attempt attempt) {
    listener.emptied(attempt.directory());
  }

  /// The end of an attempt is recorded; its groups go after that is told.
  void gone(Attempt attempt) {
    synchronized (this) {
      running.remove(attempt.directory(), attempt);
      untidy++;
    }
    listener.ended(attempt.directory());
    attempt.release();
    synchronized (this) {
      untidy--;
      notifyAll();
    }
  }

  /// Held while a program is born, so that the reaper does not take it for an orphan.
  Lock births() {
    return reaper.births();
  }

  /// Held while the warden carries an attempt's mark.
  Object marking() {
    return marking;
  }

  void born(int pid, Attempt attempt) {
    byPid.put((long) pid, attempt);
    reaper.wake();
  }

  boolean ownedByOther(long pid, Attempt attempt) {
    Attempt owner = byPid.get(pid);
    return owner != null && owner != attempt;
  }

  ControlGroup.@Nullable Leaf newLeaf(String name) {
    if (group.isEmpty()) {
      return null;
    }
    try {
      return group.get().newLeaf(name);
    } catch (IOException e) {
      LOG.log(WARNING, "no control group for an attempt", e);
      return null;
    }
  }

  void work(Runnable task) {
    workers.execute(task);
  }

  /// Runs a task later; on the monotonic clock.
  Future<?> after(Duration delay, Runnable task) {
    return timer.schedule(() -> work(task), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /// As of the last sampling: reading them for each launch would cost more than the launch.
  Vitals vitals() {
    return vitals;
  }

  private void sample() {
    vitals = Vitals.now();
    byPid.forEach((pid, attempt) -> attempt.sample(pid));
  }

  Clock clock() {
    return clock;
  }

  Path dataDirectory() {
    return dataDirectory;
  }

  LimitGroups limitGroups() {
    return limitGroups;
  }

  LogPump pump() {
    return pump;
  }

  String bootId() {
    return bootId;
  }

  String host() {
    return HostName.current();
  }
}
