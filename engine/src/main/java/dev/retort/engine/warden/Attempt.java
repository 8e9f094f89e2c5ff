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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
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
  private Marks marks = Marks.random();
  private @Nullable LogFile stdout;
  private @Nullable LogFile stderr;

  private volatile @Nullable ProcessTree tree;

  private volatile long sampledMemory;
  private @Nullable StopCause stoppedBy;
  private @Nullable Instant stoppedAt;
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
      AttemptRecord.append(record, intent(leaf));
      if (Kernel.reserve(AttemptRecord.exitPart(directory()), ROOM_FOR_EXIT) == -ENOSPC) {
        throw new IOException("no space left for the attempt's records");
      }
      stdout = attempts.pump().open(directory().resolve("stdout"), launch.stdoutLimit());
      stderr = attempts.pump().open(directory().resolve("stderr"), launch.stderrLimit());
      Birth birth = bear(leaf, stdout, stderr);
      if (birth.process() == null) {
        AttemptRecord.append(record, Map.of("refused", birth.message()));
        return refuse(birth.message(), leaf);
      }
      describe(record, birth.process());
      launch.timeout().ifPresent(t -> attempts.after(t, () -> stop(StopCause.TIMEOUT)));
      stopNowIfAskedBefore();
      return new StartResult.Started(birth.process());
    } catch (IOException e) {
      return refuse("cannot run \"" + launch.command().getFirst() + "\": " + e.getMessage(), leaf);
    } finally {
      closeWriteEnds();
    }
  }

  /// The program runs by now, whether or not there is room to write down as what.
  private void describe(FileChannel record, ProcessIdentity process) {
    try {
      AttemptRecord.append(record, Map.of("process", process));
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
    fields.put("startedAt", startedAt);
    launch.timeout().ifPresent(timeout -> fields.put("timeout", timeout));
    fields.put("gracePeriod", launch.gracePeriod());
    fields.put("stdoutLimit", launch.stdoutLimit());
    fields.put("stderrLimit", launch.stderrLimit());
    return fields;
  }

  private record Birth(@Nullable ProcessIdentity process, String message) {}

  /// Spawns the program where it belongs. The reaper keeps off until the pid is known to be ours.
  private Birth bear(ControlGroup.@Nullable Leaf leaf, LogFile out, LogFile err)
      throws IOException {
    Map<String, String> environment = new LinkedHashMap<>(launch.environment());
    environment.put(Marks.VARIABLE, marks.cookie());
    attempts.births().lock();
    try {
      Spawner.Spawned spawned = spawn(leaf, environment, out, err);
      if (spawned.refused() != null) {
        return new Birth(null, spawned.refused());
      }
      int pid = spawned.pid();
      marks = marks.withSession(pid);
      MarkedTree marked = new MarkedTree(pid, marks, other -> attempts.ownedByOther(other, this));
      tree = leaf == null ? marked : leaf.bornInside() ? leaf : new JoinedTree(leaf, marked);
      subdue(pid, leaf);
      ProcessIdentity process =
          ProcFs.identity(pid, attempts.bootId())
              .orElseThrow(() -> new IOException("/proc does not show process " + pid));
      attempts.born(pid, this);
      return new Birth(process, "");
    } finally {
      attempts.births().unlock();
    }
  }

  /// In a leaf of its own from birth, or else with the mark from birth. The mark is the whole
  /// warden's while it spawns, so that then one is born at a time.
  private Spawner.Spawned spawn(
      ControlGroup.@Nullable Leaf leaf, Map<String, String> environment, LogFile out, LogFile err)
      throws IOException {
    if (leaf == null || !leaf.bornInside()) {
      synchronized (attempts.marking()) {
        Kernel.mark(marks.limit());
        return spawn(environment, out, err);
      }
    }
    leaf.enter();
    try {
      return spawn(environment, out, err);
    } finally {
      leaf.leave();
    }
  }

  private Spawner.Spawned spawn(Map<String, String> environment, LogFile out, LogFile err) {
    return Spawner.spawn(
        launch.command(), environment, launch.workingDirectory(), out.writeEnd(), err.writeEnd());
  }

  private void subdue(int pid, ControlGroup.@Nullable Leaf leaf) {
    Kernel.lowerPriority(pid);
    try {
      if (leaf != null) {
        leaf.adopt(pid);
        leaf.settle();
      }
      Files.writeString(ProcFs.directory(pid).resolve("oom_score_adj"), "1000");
      if (leaf == null) {
        Files.writeString(ProcFs.directory(pid).resolve("autogroup"), "19");
      }
    } catch (IOException e) {
      // Best effort: some systems do not allow it, and a short program may be gone already.
      LOG.log(System.Logger.Level.DEBUG, "process {0} keeps its priority: {1}", pid, e);
    }
  }

  private StartResult refuse(String message, ControlGroup.@Nullable Leaf leaf) {
    if (leaf != null) {
      leaf.release();
    }
    try {
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
    ProcessTree known = tree;
    if (known == null) {
      return; // not spawned yet: `start` comes back to it
    }
    attempts.work(() -> {
      known.signal(Libc.SIGTERM);
      known.signal(Libc.SIGCONT);
    });
    attempts.after(launch.gracePeriod(), known::eliminate);
  }

  /// Looks at how much memory the program takes.
  void sample(long pid) {
    sampledMemory = Math.max(sampledMemory, ProcFs.peakMemory(pid));
  }

  /// The program has ended; what it left behind is killed, and all is recorded.
  void ended(Kernel.Reaped reaped) {
    Instant endedAt = attempts.clock().instant();
    StopCause cause;
    synchronized (this) {
      ended = true;
      cause = stoppedBy;
    }
    ProcessTree left = Objects.requireNonNull(tree, "ended before it was born");
    attempts.work(() -> finish(left, reaped, endedAt, cause));
  }

  private void finish(
      ProcessTree left, Kernel.Reaped reaped, Instant endedAt, @Nullable StopCause cause) {
    try {
      answered.await();
      left.eliminate();
      boolean stdoutCut = close(stdout);
      boolean stderrCut = close(stderr);
      left.release();
      ExitRecord record = record(reaped, endedAt, cause, stdoutCut, stderrCut, left.proof());
      while (!written(record)) {
        TimeUnit.SECONDS.sleep(1);
      }
      attempts.gone(this);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean close(@Nullable LogFile log) throws InterruptedException {
    try {
      return log != null && log.finish(PATIENCE_WITH_PIPES);
    } catch (IOException e) {
      LOG.log(WARNING, "a log in " + directory() + " may not be on disk", e);
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
      Kernel.Reaped reaped,
      Instant endedAt,
      @Nullable StopCause cause,
      boolean stdoutCut,
      boolean stderrCut,
      String proof) {
    boolean signalled = reaped.signalled();
    boolean outOfMemory =
        signalled
            && reaped.signal() == Libc.SIGKILL
            && cause == null
            && ProcFs.outOfMemoryKills() > outOfMemoryKillsBefore;
    return new ExitRecord(
        signalled ? null : reaped.returnCode(),
        signalled ? reaped.signal() : null,
        cause,
        stoppedAt,
        startedAt,
        endedAt,
        peakMemory(reaped.maxResidentKib() * 1024),
        Duration.ofNanos(reaped.cpuMicros() * 1000),
        outOfMemory,
        stdoutCut,
        stderrCut,
        proof,
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
