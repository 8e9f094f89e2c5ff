package dev.retort.engine;

import dev.retort.core.Outcome;
import dev.retort.core.Program;
import dev.retort.core.Reason;
import dev.retort.core.RetortException;
import dev.retort.core.StoreFullException;
import dev.retort.core.SuccessCodes;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs commands under the warden, and takes over those that an earlier server left there.
/// Thread-safe.
final class CommandRunner implements Runner<Program.Command>, Warden.Listener, AutoCloseable {
  private static final int START_TRIES = 3;

  private final DataDirectory data;
  private final CommandLaunch launches;
  private final Threads threads;
  private final Map<Path, Watched> watched = new ConcurrentHashMap<>();
  private @Nullable Warden warden;
  private boolean closed;

  private record Watched(Run run, SuccessCodes successCodes, Consumer<Outcome> end) {}

  CommandRunner(DataDirectory data, CommandLaunch launches, Threads threads) {
    this.data = data;
    this.launches = launches;
    this.threads = threads;
  }

  @Override
  public void start(Run run, Program.Command program, Consumer<Outcome> end) {
    threads.files(() -> launch(run, program, end));
  }

  private void launch(Run run, Program.Command program, Consumer<Outcome> end) {
    Path attempt = data.attempt(run.experiment().id(), run.attempt());
    SuccessCodes successCodes = program.settings().successCodes();
    watched.put(attempt, new Watched(run, successCodes, end));
    try {
      Path work = run.directory();
      switch (start(attempt, launches.of(run, program, work))) {
        case StartResult.Started _ -> run.attach(cause -> stop(attempt, cause));
        case StartResult.Refused refused ->
            end(attempt, Outcome.Failed.because(Reason.LAUNCH, refused.message()));
        case StartResult.AlreadyDecided _ -> adopt(run, successCodes, end);
      }
    } catch (StoreFullException full) {
      end(attempt, Outcome.Failed.because(Reason.DISK_FULL, String.valueOf(full.getMessage())));
    } catch (RuntimeException failed) {
      threads.persist("commands", () -> settle(attempt, String.valueOf(failed.getMessage())));
    }
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
    } else if (AttemptRecord.exit(attempt).isPresent()) {
      collect(attempt);
    } else {
      lose(attempt, why);
    }
  }

  private void stop(Path attempt, StopCause cause) {
    threads.files(() -> {
      try {
        warden().stop(attempt, cause);
      } catch (RetortException failed) {
        EngineLog.unexpected("warden - cannot stop " + attempt, failed);
      }
    });
  }

  /// Takes over an attempt that an earlier server started. Answers in time, through `end`.
  void adopt(Run run, SuccessCodes successCodes, Consumer<Outcome> end) {
    Path attempt = data.attempt(run.experiment().id(), run.attempt());
    watched.put(attempt, new Watched(run, successCodes, end));
    boolean alive = warden().running().contains(attempt);
    if (AttemptRecord.exit(attempt).isPresent()) {
      EngineLog.collected(run.experiment().id(), run.attempt());
      collect(attempt);
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

  /// True when the attempt never started and now never will.
  boolean neverStarted(Run run) {
    Path attempt = data.attempt(run.experiment().id(), run.attempt());
    run.directory();
    return AttemptRecord.forbidStart(attempt, "the server that claimed it ended before its start");
  }

  @Override
  public void ended(Path attemptDirectory) {
    threads.persist("commands", () -> collect(attemptDirectory));
  }

  private void collect(Path attempt) {
    Watched known = watched.get(attempt);
    if (known == null) {
      return;
    }
    Optional<ExitRecord> exit = AttemptRecord.exit(attempt);
    exit.ifPresent(record -> end(attempt, CommandOutcome.of(record, known.successCodes())));
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
        threads.persist("commands", () -> collectOrLose(attempt));
      }
    }
  }

  private void collectOrLose(Path attempt) {
    if (AttemptRecord.exit(attempt).isPresent()) {
      collect(attempt);
    } else {
      lose(attempt, "the warden that kept it is gone");
    }
  }

  private void lose(Path attempt, String why) {
    String proof = Leftovers.kill(attempt);
    Watched known = watched.get(attempt);
    if (known != null) {
      EngineLog.lost(known.run().experiment().id(), known.run().attempt(), why);
    }
    end(
        attempt,
        Outcome.Failed.because(Reason.LOST, why + "; nothing of it is left (" + proof + ")"));
  }

  private void end(Path attempt, Outcome outcome) {
    Watched known = watched.remove(attempt);
    if (known != null) {
      known.end().accept(outcome);
    }
  }

  /// Starts or connects the warden ahead of the first command.
  void warmUp() {
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

  /// Lets go of the warden; what it runs goes on. One that runs nothing is not needed any more.
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
