package dev.retort.engine;

import dev.retort.core.Ending;
import dev.retort.core.Outcome;
import dev.retort.core.Program;
import dev.retort.core.Reason;
import dev.retort.core.RetortException;
import dev.retort.core.StoreFullException;
import dev.retort.engine.warden.AttemptRecord;
import dev.retort.engine.warden.ExitRecord;
import dev.retort.engine.warden.Launch;
import dev.retort.engine.warden.Leftovers;
import dev.retort.engine.warden.StartRecord;
import dev.retort.engine.warden.StartResult;
import dev.retort.engine.warden.StopCause;
import dev.retort.engine.warden.Warden;
import dev.retort.engine.warden.WardenException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs child processes (commands and isolated programs) under the warden, and takes over those
/// that an earlier server left there. Thread-safe.
final class ChildRunner implements Children, Warden.Listener {
  private static final int START_TRIES = 3;
  private static final Duration HOLD = Duration.ofSeconds(1);
  private static final String NO_RECORD = "no record of its end was left";

  private final DataDirectory data;
  private final Launches launches;
  private final Threads threads;
  private final Map<Path, Watched> watched = new ConcurrentHashMap<>();
  private @Nullable Warden warden;
  private boolean closed;

  private record Watched(Run run, AttemptPlan plan, End end) {}

  ChildRunner(DataDirectory data, Launches launches, Threads threads) {
    this.data = data;
    this.launches = launches;
    this.threads = threads;
  }

  @Override
  public void start(Run run, Program program, AttemptPlan plan, End end) {
    threads.files(() -> launch(run, plan, () -> launches.of(run, program), end));
  }

  /// @param launch says what to start; its directories are made by then
  private void launch(Run run, AttemptPlan plan, Supplier<Launch> launch, End end) {
    Path attempt = data.attempt(run.experiment().id(), run.attempt());
    watched.put(attempt, new Watched(run, plan, end));
    try {
      run.directory();
      if (heldBack(run, attempt, () -> launch(run, plan, launch, end))) {
        return;
      }
      switch (start(attempt, launch.get())) {
        case StartResult.Started _ -> run.attach(cause -> stop(attempt, cause));
        case StartResult.Refused refused ->
            end(attempt, Outcome.Failed.because(Reason.LAUNCH, refused.message()));
        case StartResult.AlreadyDecided _ -> adopt(run, plan, end);
      }
    } catch (StoreFullException full) {
      end(attempt, Outcome.Failed.because(Reason.DISK_FULL, String.valueOf(full.getMessage())));
    } catch (RuntimeException failed) {
      threads.persist("commands", () -> settle(attempt, String.valueOf(failed.getMessage())));
    }
  }

  /// A warden of another protocol sees through what it has and starts nothing new: until it has
  /// gone, which it does when it is idle, a start waits. One that shall stop by then never starts.
  private boolean heldBack(Run run, Path attempt, Runnable again) {
    if (warden().takesStarts()) {
      return false;
    }
    if (run.stopRequested() && AttemptRecord.forbidStart(attempt, "stopped before its start")) {
      end(attempt, new Outcome.Cancelled(null, null));
    } else {
      EngineLog.heldBack(run.experiment().id(), run.attempt());
      Threads.Alarm unused = threads.later(HOLD, () -> threads.files(again));
    }
    return true;
  }

  /// A warden may go just when it is asked (idle, killed); whether it has started the program is
  /// decided by the start record, so another one can be asked without running it twice.
  private StartResult start(Path attempt, Launch launch) {
    for (int tries = 1; ; tries++) {
      Warden asked = warden();
      try {
        return asked.start(launch);
      } catch (WardenException gone) {
        if (tries == START_TRIES || asked.connected() || AttemptRecord.start(attempt).isPresent()) {
          throw gone;
        }
      }
    }
  }

  /// The warden's answer did not come: what the attempt's files say decides.
  private void settle(Path attempt, String why) {
    if (Files.notExists(attempt) || AttemptRecord.forbidStart(attempt, why)) {
      end(attempt, Outcome.Failed.because(Reason.LAUNCH, why));
    } else {
      collectOrLose(attempt, why);
    }
  }

  private void stop(Path attempt, StopCause cause) {
    threads.persist(
        "commands",
        () -> {
          if (watched.containsKey(attempt)) {
            warden().stop(attempt, cause);
          }
        });
  }

  @Override
  public void adopt(Run run, AttemptPlan plan, End end) {
    Path attempt = data.attempt(run.experiment().id(), run.attempt());
    watched.put(attempt, new Watched(run, plan, end));
    boolean alive = warden().running().contains(attempt);
    Optional<ExitRecord> exit = AttemptRecord.exit(attempt);
    if (exit.isPresent()) {
      EngineLog.collected(run.experiment().id(), run.attempt());
      collect(attempt, exit.get());
    } else if (alive) {
      EngineLog.adopted(run.experiment().id(), run.attempt());
      run.attach(cause -> stop(attempt, cause));
    } else {
      AttemptRecord.start(attempt)
          .map(StartRecord::refused)
          .ifPresentOrElse(
              refused -> end(attempt, Outcome.Failed.because(Reason.LAUNCH, refused)),
              () -> lose(attempt, "its process is gone and left no exit record"));
    }
  }

  @Override
  public boolean neverStarted(Run run) {
    Path attempt = data.attempt(run.experiment().id(), run.attempt());
    run.directory();
    return AttemptRecord.forbidStart(attempt, "the server that claimed it ended before its start");
  }

  @Override
  public void emptied(Path attemptDirectory) {
    Watched known = watched.get(attemptDirectory);
    if (known != null) {
      known.end().emptied();
    }
  }

  @Override
  public void ended(Path attemptDirectory) {
    threads.persist("commands", () -> collectOrLose(attemptDirectory, NO_RECORD));
  }

  private void collect(Path attempt, ExitRecord exit) {
    Watched known = watched.get(attempt);
    if (known != null) {
      end(attempt, ChildOutcome.of(attempt, exit, known.plan()));
    }
  }

  @Override
  public void lost() {
    synchronized (this) {
      if (closed) {
        return;
      }
    }
    if (!watched.isEmpty()) {
      EngineLog.wardenLost();
    }
    threads.persist("commands", this::survey);
  }

  /// After a warden has gone: what it had started and its successor does not have is lost.
  private void survey() {
    List<Path> started =
        watched.keySet().stream()
            .filter(attempt -> Files.exists(attempt.resolve("start")))
            .toList();
    List<Path> alive = warden().running();
    for (Path attempt : started) {
      if (!alive.contains(attempt)) {
        threads.persist("commands", () -> collectOrLose(attempt, NO_RECORD));
      }
    }
  }

  private void collectOrLose(Path attempt, String why) {
    AttemptRecord.exit(attempt)
        .ifPresentOrElse(exit -> collect(attempt, exit), () -> lose(attempt, why));
  }

  private void lose(Path attempt, String why) {
    String proof = Leftovers.kill(attempt);
    Watched known = watched.get(attempt);
    if (known != null) {
      EngineLog.lost(known.run().experiment().id(), known.run().attempt(), why);
    }
    end(attempt, ChildOutcome.lost(why, proof));
  }

  private void end(Path attempt, Outcome outcome) {
    end(attempt, Ending.of(outcome));
  }

  private void end(Path attempt, Ending ending) {
    Watched known = watched.remove(attempt);
    if (known != null) {
      known.end().ended(ending);
    }
  }

  @Override
  public boolean busy() {
    return !watched.isEmpty();
  }

  @Override
  public void warmUp() {
    threads.files(() -> {
      try {
        warden();
      } catch (RetortException failed) {
        EngineLog.unexpected("warden - cannot start", failed);
      }
    });
  }

  private synchronized Warden warden() {
    Warden connected = warden;
    if (connected == null || !connected.connected()) {
      if (closed) {
        throw new RetortException("the server is stopping");
      }
      connected = Warden.connect(data.root(), this);
      warden = connected;
    }
    return connected;
  }

  private static void dismiss(Warden idle) {
    try {
      idle.dismiss();
    } catch (WardenException gone) {
      EngineLog.unexpected("warden - it went by itself", gone);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (warden != null) {
      if (watched.isEmpty() && warden.connected()) {
        dismiss(warden);
      }
      warden.close();
      warden = null;
    }
  }
}
