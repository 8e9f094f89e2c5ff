package dev.retort.engine.warden;

import static java.lang.System.Logger.Level.WARNING;

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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The life of one attempt in the warden: decided, spawned, watched, stopped if need be, proven
/// gone, recorded. Thread-safe.
final class Attempt {
  private static final System.Logger LOG = System.getLogger(Attempt.class.getName());
  private static final Duration PATIENCE_WITH_PIPES = Duration.ofSeconds(5);
  private static final int ROOM_FOR_EXIT = 4096;
  private static final int ENOSPC = 28;

  private final Launch launch;
  private final Attempts attempts;
  private final CountDownLatch answered = new CountDownLatch(1);
  private final Instant startedAt;
  private final long outOfMemoryKillsBefore;
  private final Marks marks = Marks.random();
  private @Nullable LogFile stdout;
  private @Nullable LogFile stderr;

  private @Nullable Limiter limiter;
  private volatile Birth.@Nullable Born born;
  private volatile boolean refused;

  private volatile long sampledMemory;
  private @Nullable StopCause stoppedBy;
  private @Nullable Instant stoppedAt;
  private final List<Future<?>> alarms = new ArrayList<>(2);
  private boolean ended;

  Attempt(Launch launch, Attempts attempts) {
    this.launch = launch;
    this.attempts = attempts;
    this.startedAt = attempts.clock().instant();
    this.outOfMemoryKillsBefore = attempts.vitals().outOfMemoryKills();
  }

  Path directory() {
    return launch.attemptDirectory();
  }

  /// Decides about the start and, if nobody had, starts the program.
  ///
  /// @throws IOException if nothing could be decided
  StartResult start() throws IOException {
    try (FileChannel record = AttemptRecord.createStart(directory())) {
      return startDecided(record);
    } catch (FileAlreadyExistsException e) {
      return new StartResult.AlreadyDecided();
    }
  }

  private StartResult startDecided(FileChannel record) {
    ControlGroup.@Nullable Leaf leaf = attempts.newLeaf(marks.cookie());
    try {
      limiter = new Limiter(launch, attempts.limitGroups(), leaf, marks.cookie());
      AttemptRecord.append(record, intent(leaf));
      if (Kernel.reserve(AttemptRecord.exitPart(directory()), ROOM_FOR_EXIT) == -ENOSPC) {
        throw new IOException("no space left for the attempt's records");
      }
      stdout = attempts.pump().open(directory().resolve("stdout"), launch.stdoutLimit());
      stderr = attempts.pump().open(directory().resolve("stderr"), launch.stderrLimit());
      Birth.Born program =
          new Birth(launch, attempts, leaf, limiter).bear(this, marks, stdout, stderr);
      born = program;
      describe(record, program);
      launch.timeout().ifPresent(t -> alarm(attempts.after(t, () -> stop(StopCause.TIMEOUT))));
      stopNowIfAskedBefore();
      return new StartResult.Started(program.process());
    } catch (Birth.RefusedException e) {
      return refuse(
          e.explained() ? withLastWords(e) : String.valueOf(e.getMessage()), leaf, record);
    } catch (IOException e) {
      return refuse(
          Programs.cannot(launch.command().getFirst(), String.valueOf(e.getMessage())),
          leaf,
          record);
    } finally {
      closeWriteEnds();
    }
  }

  /// The program runs by now, whether or not there is room to write down as what.
  private void describe(FileChannel record, Birth.Born program) {
    Map<String, Object> fields = new LinkedHashMap<>(Map.of("process", program.process()));
    if (program.sandbox() != null) {
      fields.put("sandboxInit", program.sandbox().init());
    }
    try {
      AttemptRecord.append(record, fields);
    } catch (IOException e) {
      LOG.log(WARNING, "the start record of " + directory() + " is not complete", e);
    }
  }

  private void closeWriteEnds() {
    if (stdout != null) {
      stdout.closeWriteEnd();
    }
    if (stderr != null) {
      stderr.closeWriteEnd();
    }
  }

  private Map<String, Object> intent(ControlGroup.@Nullable Leaf leaf) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("decidedBy", "warden");
    fields.put("command", launch.command());
    fields.put("bootId", attempts.bootId());
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

  /// What was refused behind a gate has been explained on standard error.
  private String withLastWords(Birth.RefusedException refused) {
    close(stderr);
    stderr = null;
    String words =
        ProcFs.read(directory().resolve("stderr"))
            .orElse("")
            .strip()
            .lines()
            .findFirst()
            .orElse("it does not start");
    return refused.getMessage() + ": " + words;
  }

  private StartResult refuse(String message, ControlGroup.@Nullable Leaf leaf, FileChannel record) {
    refused = true;
    if (leaf != null) {
      leaf.release();
    }
    if (limiter != null) {
      limiter.release();
    }
    try {
      AttemptRecord.append(record, Map.of("refused", message));
      for (LogFile log : new LogFile[] {stdout, stderr}) {
        if (log != null) {
          log.finish(Duration.ZERO);
        }
      }
      Files.deleteIfExists(AttemptRecord.exitPart(directory()));
    } catch (IOException e) {
      LOG.log(WARNING, "cannot tidy up " + directory(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new StartResult.Refused(message);
  }

  /// The node has been told how the start went; the end may be told from now on.
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
      stoppedAt = attempts.clock().instant();
    }
    beginStop();
  }

  /// One that has ended must not be held by what was to happen to it.
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
    Birth.Born known = born;
    if (known == null) {
      return; // not spawned yet: `start` comes back to it
    }
    attempts.work(() -> {
      writeDown(null);
      known.tree().signal(Libc.SIGTERM);
      known.tree().signal(Libc.SIGCONT);
    });
    alarm(attempts.after(launch.gracePeriod(), () -> kill(known.tree())));
  }

  private void kill(ProcessTree tree) {
    synchronized (this) {
      if (ended) {
        return; // the end is under way, and leaves nothing
      }
    }
    writeDown(attempts.clock().instant());
    tree.eliminate();
  }

  /// Before the signal, so that whoever reads the record does not know less than the program. With
  /// a full disk the stop goes ahead all the same.
  private void writeDown(@Nullable Instant killedAt) {
    StopCause cause;
    Instant at;
    synchronized (this) {
      cause = stoppedBy;
      at = stoppedAt;
    }
    try {
      AttemptRecord.stopping(
          directory(),
          new Stopping(Objects.requireNonNull(cause), Objects.requireNonNull(at), killedAt));
    } catch (IOException e) {
      LOG.log(WARNING, "the stop of " + directory() + " is not written down", e);
    }
  }

  /// Looks at how much memory the program takes.
  void sample(long pid) {
    Birth.Born known = born;
    long program = known == null ? pid : known.process().pid();
    sampledMemory = Math.max(sampledMemory, ProcFs.peakMemory(program));
  }

  /// The program has ended (with a sandbox: all of it has); what it left behind is killed, and all
  /// is recorded.
  void ended(Kernel.Reaped reaped) {
    Instant endedAt = attempts.clock().instant();
    synchronized (this) {
      ended = true;
      alarms.forEach(alarm -> alarm.cancel(false));
      alarms.clear();
    }
    attempts.work(() -> finish(reaped, endedAt));
  }

  private void finish(Kernel.Reaped child, Instant endedAt) {
    try {
      answered.await();
      Birth.Born program = born;
      if (refused || program == null) {
        return;
      }
      program.tree().eliminate();
      attempts.emptied(this);
      boolean stdoutCut = close(stdout);
      boolean stderrCut = close(stderr);
      ExitRecord record = record(program, child, endedAt, stdoutCut, stderrCut);
      while (!written(record)) {
        TimeUnit.SECONDS.sleep(1);
      }
      attempts.gone(this);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Gives back the groups that it was in; nothing of it is left in them.
  void release() {
    Birth.Born program = born;
    if (program != null) {
      program.tree().release();
    }
    if (limiter != null) {
      limiter.release();
    }
  }

  private boolean close(@Nullable LogFile log) {
    try {
      return log != null && log.finish(PATIENCE_WITH_PIPES);
    } catch (IOException e) {
      LOG.log(WARNING, "a log in " + directory() + " may not be on disk", e);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private boolean written(ExitRecord record) {
    try {
      if (launch.resultsDurable()) {
        Durable.syncTree(directory().resolve("work"));
      }
    } catch (IOException e) {
      LOG.log(WARNING, "results in " + directory() + " may not all be on disk", e);
    }
    try {
      AttemptRecord.writeExit(directory(), record);
      return true;
    } catch (NoSuchFileException e) {
      LOG.log(WARNING, directory() + " was removed: its end cannot be recorded");
      return true;
    } catch (IOException e) {
      LOG.log(WARNING, "cannot record the end of " + directory() + "; trying again", e);
      return false;
    }
  }

  private ExitRecord record(
      Birth.Born program,
      Kernel.Reaped child,
      Instant endedAt,
      boolean stdoutCut,
      boolean stderrCut) {
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
    return new ExitRecord(
        signalled ? null : reaped.returnCode(),
        signalled ? reaped.signal() : null,
        cause,
        at,
        startedAt,
        endedAt,
        limited
            .flatMap(Limiter::peakMemory)
            .orElseGet(() -> peakMemory(reaped.maxResidentKib() * 1024)),
        Duration.ofNanos(reaped.cpuMicros() * 1000),
        limited.flatMap(Limiter::outOfMemory).orElse(guess),
        stdoutCut,
        stderrCut,
        program.tree().proof(),
        attempts.host());
  }

  /// A process starts out with the peak of the one that spawned it (exec keeps `maxrss`), so only
  /// what lies above the warden's own peak is the program's.
  private long peakMemory(long reported) {
    return reported <= attempts.vitals().ownPeakMemory() || reported <= Vitals.now().ownPeakMemory()
        ? sampledMemory
        : reported;
  }
}
