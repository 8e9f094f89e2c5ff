package dev.retort.warden.process;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.retort.warden.client.AttemptDirectory;
import dev.retort.warden.client.ExitRecord;
import dev.retort.warden.client.Launch;
import dev.retort.warden.client.LogRecord;
import dev.retort.warden.client.StartResult;
import dev.retort.warden.client.StopCause;
import dev.retort.warden.client.StopRecord;
import dev.retort.warden.isolation.ControlGroup;
import dev.retort.warden.isolation.Limiter;
import dev.retort.warden.isolation.ProcessMarks;
import dev.retort.warden.isolation.ProcessTree;
import dev.retort.warden.linux.Durable;
import dev.retort.warden.linux.HostName;
import dev.retort.warden.linux.Kernel;
import dev.retort.warden.linux.Libc;
import dev.retort.warden.linux.ProcFs;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// One attempt in the warden, from the decision to start until its exit record. Thread-safe.
final class Attempt implements Reaper.Child {
  private static final System.Logger LOG = System.getLogger(Attempt.class.getName());
  private static final int EXIT_RECORD_BYTES = 4096;
  private static final int ENOSPC = 28;

  private final Launch launch;
  private final AttemptContext context;
  private final Listener listener;
  private final CountDownLatch answered = new CountDownLatch(1);
  private final Instant startedAt;
  private final long outOfMemoryKillsBefore;
  private final ProcessMarks marks = ProcessMarks.random();
  private final AttemptLogs logs;
  private @Nullable Limiter limiter;
  private volatile Launcher.@Nullable Launched launched;
  private volatile boolean refused;

  private volatile long sampledMemory;
  private @Nullable StopCause stoppedBy;
  private @Nullable Instant stoppedAt;
  private final List<Future<?>> alarms = new ArrayList<>(2);
  private boolean ended;

  /// Receives the end of an attempt; must not block.
  interface Listener {
    /// No process of the attempt is left.
    void emptied(Attempt attempt);

    /// The exit record is on disk; `release` is still to be called.
    void recorded(Attempt attempt);
  }

  Attempt(Launch launch, AttemptContext context, Listener listener) {
    this.launch = launch;
    this.context = context;
    this.listener = listener;
    this.logs = new AttemptLogs(launch.directory());
    this.startedAt = context.clock().instant();
    this.outOfMemoryKillsBefore = context.stats().outOfMemoryKills();
  }

  Path directory() {
    return launch.attemptDirectory();
  }

  private AttemptDirectory files() {
    return launch.directory();
  }

  /// Decides about the start and starts the program, unless the start has been decided.
  ///
  /// @throws IOException if nothing could be decided
  StartResult start() throws IOException {
    try (FileChannel record = files().createStart()) {
      return startDecided(record);
    } catch (FileAlreadyExistsException e) {
      return new StartResult.AlreadyDecided();
    }
  }

  private StartResult startDecided(FileChannel record) {
    ControlGroup.@Nullable Leaf leaf = context.newLeaf(marks.cookie());
    try {
      limiter = new Limiter(launch, context.limitGroups(), leaf, marks.cookie());
      AttemptDirectory.append(record, intent(leaf));
      if (Kernel.reserve(files().exitPart(), EXIT_RECORD_BYTES) == -ENOSPC) {
        throw new IOException("no space left for the attempt's records");
      }
      logs.open(context.pump(), launch, this::outputCut);
      Launcher.Launched program =
          new Launcher(launch, context, leaf, limiter)
              .launch(this, marks, logs.stdout(), logs.stderr());
      launched = program;
      describe(record, program);
      launch.timeout().ifPresent(t -> alarm(context.after(t, () -> stop(StopCause.TIMEOUT))));
      stopNowIfAskedBefore();
      return new StartResult.Started(program.process());
    } catch (Launcher.RefusedException e) {
      return refuse(e.explained() ? withStderr(e) : String.valueOf(e.getMessage()), leaf, record);
    } catch (IOException e) {
      return refuse(
          ExecutableLookup.cannot(launch.command().getFirst(), String.valueOf(e.getMessage())),
          leaf,
          record);
    } finally {
      logs.closeWriteEnds();
    }
  }

  /// Records the program's process. The program already runs, so a full disk is no reason to fail.
  private void describe(FileChannel record, Launcher.Launched program) {
    Map<String, Object> fields = new LinkedHashMap<>(Map.of("process", program.process()));
    if (program.sandbox() != null) {
      fields.put("sandboxInit", program.sandbox().init());
    }
    try {
      AttemptDirectory.append(record, fields);
    } catch (IOException e) {
      LOG.log(WARNING, "cannot complete the start record of " + directory(), e);
    }
  }

  private Map<String, Object> intent(ControlGroup.@Nullable Leaf leaf) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("decidedBy", "warden");
    fields.put("command", launch.command());
    fields.put("bootId", ProcFs.bootId());
    fields.put("cookie", marks.cookie());
    fields.put("mark", marks.limit());
    if (leaf != null) {
      fields.put("cgroup", leaf.directory());
    }
    String limitedBy = limiter == null ? null : limiter.by();
    if (limiter != null && limitedBy != null) {
      fields.put("limits", launch.limits());
      fields.put("limitedBy", limitedBy);
      fields.put("limitGroups", limiter.groups());
    }
    fields.put("sandbox", launch.sandbox());
    fields.put("startedAt", startedAt);
    launch.timeout().ifPresent(timeout -> fields.put("timeout", timeout));
    fields.put("gracePeriod", launch.gracePeriod());
    fields.put("stdoutLimit", launch.stdoutLimit());
    fields.put("stderrLimit", launch.stderrLimit());
    return fields;
  }

  /// Adds what the shell of the `ExecGate` wrote to standard error.
  private String withStderr(Launcher.RefusedException refused) {
    return refused.getMessage() + ": " + logs.firstLineOfStderr();
  }

  private StartResult refuse(String message, ControlGroup.@Nullable Leaf leaf, FileChannel record) {
    refused = true;
    if (leaf != null) {
      leaf.release();
    }
    if (limiter != null) {
      limiter.release();
    }
    context.deleteTemporary(directory());
    try {
      AttemptDirectory.append(record, Map.of("refused", message));
      logs.discard();
      Files.deleteIfExists(files().exitPart());
    } catch (IOException e) {
      LOG.log(WARNING, "cannot remove the remains of a refused start in " + directory(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new StartResult.Refused(message);
  }

  private void outputCut() {
    if (launch.stopsWhenCut()) {
      stop(StopCause.OUTPUT);
    }
  }

  /// The node has received the result of the start, so it may now receive the end.
  void answered() {
    answered.countDown();
  }

  /// SIGTERM to all, then after the grace period SIGKILL. Only the first cause counts.
  void stop(StopCause cause) {
    synchronized (this) {
      if (ended || stoppedBy != null) {
        return;
      }
      stoppedBy = cause;
      stoppedAt = context.clock().instant();
    }
    beginStop();
  }

  /// Remembers an alarm until the end, so that a finished attempt is not kept in memory.
  private synchronized void alarm(Future<?> alarm) {
    if (ended) {
      alarm.cancel(false);
    } else {
      alarms.add(alarm);
    }
  }

  private void stopNowIfAskedBefore() {
    boolean asked;
    synchronized (this) {
      asked = stoppedBy != null;
    }
    if (asked) {
      beginStop();
    }
  }

  private void beginStop() {
    Launcher.Launched known = launched;
    if (known == null) {
      return; // not spawned yet: `start` stops it later
    }
    context.work(() -> {
      recordStop(null);
      known.tree().signal(Libc.SIGTERM);
      known.tree().signal(Libc.SIGCONT);
    });
    alarm(context.after(launch.gracePeriod(), () -> kill(known.tree())));
  }

  private void kill(ProcessTree tree) {
    synchronized (this) {
      if (ended) {
        return; // `finish` kills remaining processes
      }
    }
    recordStop(context.clock().instant());
    tree.eliminate();
  }

  /// Records the stop before its signal, so that the record never lags behind the program. A full
  /// disk does not prevent the stop.
  private void recordStop(@Nullable Instant killedAt) {
    StopCause cause;
    Instant at;
    synchronized (this) {
      cause = stoppedBy;
      at = stoppedAt;
    }
    try {
      files()
          .appendStop(
              new StopRecord(Objects.requireNonNull(cause), Objects.requireNonNull(at), killedAt));
    } catch (IOException e) {
      LOG.log(WARNING, "cannot record the stop of " + directory(), e);
    }
  }

  @Override
  public void sample(long pid) {
    Launcher.Launched known = launched;
    long program = known == null ? pid : known.process().pid();
    sampledMemory = Math.max(sampledMemory, ProcFs.peakMemory(program));
  }

  /// The program has ended, and with a sandbox also its monitor. Kills remaining processes and
  /// records the end.
  @Override
  public void ended(Kernel.Reaped reaped) {
    Instant endedAt = context.clock().instant();
    synchronized (this) {
      ended = true;
      alarms.forEach(alarm -> alarm.cancel(false));
      alarms.clear();
    }
    context.work(() -> finish(reaped, endedAt));
  }

  private void finish(Kernel.Reaped child, Instant endedAt) {
    try {
      answered.await();
      Launcher.Launched program = launched;
      if (refused || program == null) {
        return;
      }
      program.tree().eliminate();
      listener.emptied(this);
      LogRecord stdout = logs.closeStdout();
      LogRecord stderr = logs.closeStderr();
      record(record(program, child, endedAt).logs(stdout, stderr).build(), 0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Writes the exit record, and retries until the write succeeds, each time later, and logs the
  /// first failure and the success.
  private void record(ExitRecord record, int failures) {
    if (written(record, failures == 0 ? WARNING : DEBUG)) {
      if (failures > 0) {
        LOG.log(INFO, "recorded the end of {0} after {1} failures", directory(), failures);
      }
      listener.recorded(this);
    } else {
      context.retry(failures, () -> record(record, failures + 1));
    }
  }

  /// Removes the attempt's control groups, which are empty.
  void release() {
    Launcher.Launched program = launched;
    if (program != null) {
      program.tree().release();
    }
    if (limiter != null) {
      limiter.release();
    }
  }

  private boolean written(ExitRecord record, System.Logger.Level level) {
    try {
      if (launch.resultsDurable()) {
        Durable.syncTree(files().work());
      }
    } catch (IOException e) {
      LOG.log(level, "cannot sync the results in " + directory(), e);
    }
    try {
      files().writeExit(record);
      return true;
    } catch (NoSuchFileException e) {
      LOG.log(WARNING, "cannot record the end of " + directory() + ": the directory was removed");
      return true;
    } catch (IOException e) {
      LOG.log(level, "cannot record the end of " + directory() + "; trying again", e);
      return false;
    }
  }

  private ExitRecord.Builder record(
      Launcher.Launched program, Kernel.Reaped child, Instant endedAt) {
    Kernel.Reaped reaped =
        program.sandbox() == null
            ? child
            : program.sandbox().status().map(child::withStatus).orElse(child);
    boolean signalled = reaped.signalled();
    StopCause cause;
    Instant at;
    synchronized (this) {
      cause = stoppedBy;
      at = stoppedAt;
    }
    boolean guess =
        signalled
            && reaped.signal() == Libc.SIGKILL
            && cause == null
            && ProcFs.outOfMemoryKills() > outOfMemoryKillsBefore;
    Optional<Limiter> limited = Optional.ofNullable(limiter);
    ExitRecord.Builder record =
        ExitRecord.of(startedAt, endedAt, program.tree().proof(), HostName.current())
            .stopped(cause, at)
            .used(
                limited
                    .flatMap(Limiter::peakMemory)
                    .orElseGet(() -> peakMemory(reaped.maxResidentKib() * 1024)),
                Duration.ofNanos(reaped.cpuMicros() * 1000))
            .outOfMemory(limited.flatMap(Limiter::outOfMemory).orElse(guess))
            .temporaryLeft(context.deleteTemporary(directory()));
    return signalled ? record.signalled(reaped.signal()) : record.returned(reaped.returnCode());
  }

  /// A process inherits the peak of its parent (exec keeps `maxrss`), so only a value above the
  /// warden's own peak is the program's.
  private long peakMemory(long reported) {
    return reported <= context.stats().ownPeakMemory()
            || reported <= ProcessStats.now().ownPeakMemory()
        ? sampledMemory
        : reported;
  }
}
