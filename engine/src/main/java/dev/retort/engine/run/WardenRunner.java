package dev.retort.engine.run;

import dev.retort.core.AttemptResult;
import dev.retort.core.Outcome;
import dev.retort.core.Reason;
import dev.retort.core.StoreFullException;
import dev.retort.core.program.Program;
import dev.retort.engine.files.DataDirectory;
import dev.retort.engine.log.EngineLog;
import dev.retort.engine.threads.RetryPauses;
import dev.retort.engine.threads.Threads;
import dev.retort.warden.client.AttemptDirectory;
import dev.retort.warden.client.ExitRecord;
import dev.retort.warden.client.Launch;
import dev.retort.warden.client.StartRecord;
import dev.retort.warden.client.StartResult;
import dev.retort.warden.client.StopCause;
import dev.retort.warden.client.TemporaryDirectory;
import dev.retort.warden.client.Warden;
import dev.retort.warden.client.WardenException;
import dev.retort.warden.isolation.Leftovers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Runs child processes (commands and isolated programs) under the warden, and adopts those of an
/// earlier server. Thread-safe.
public final class WardenRunner implements ProgramRunner, Warden.Listener {
  private static final int START_TRIES = 3;
  private static final RetryPauses HOLD =
      new RetryPauses(Duration.ofSeconds(1), Duration.ofSeconds(5));
  private static final String NO_RECORD = "there is no record of its end";

  private final DataDirectory data;
  private final LaunchBuilder launches;
  private final Threads threads;
  private final Map<Path, Watched> watched = new ConcurrentHashMap<>();
  private final WardenLink link;
  private volatile boolean closed;

  private record Watched(Run run, Events events) {}

  /// @param chance spreads the tries to start a warden
  public WardenRunner(
      DataDirectory data, LaunchBuilder launches, Threads threads, RandomGenerator chance) {
    this.data = data;
    this.launches = launches;
    this.threads = threads;
    this.link = new WardenLink(data.root(), this, threads, chance);
  }

  @Override
  public void start(Run run, Program program, Events events) {
    threads.files(() -> launch(run, () -> launches.of(run, program), events, 0));
  }

  /// @param launch builds the launch, after its directories have been created
  /// @param held how often it has waited for a warden
  private void launch(Run run, Supplier<Launch> launch, Events events, int held) {
    Path attempt = attempt(run);
    watched.put(attempt, new Watched(run, events));
    try {
      run.directory();
      if (heldBack(run, attempt, () -> launch(run, launch, events, held + 1), held)) {
        return;
      }
      StartResult result = start(attempt, launch.get());
      link.proved();
      switch (result) {
        case StartResult.Started _ -> run.attach(cause -> stop(attempt, cause));
        case StartResult.Refused refused ->
            end(attempt, Outcome.Failed.because(Reason.LAUNCH, refused.message()));
        case StartResult.AlreadyDecided _ -> takeOver(run, events);
      }
    } catch (StoreFullException full) {
      end(attempt, Outcome.Failed.because(Reason.DISK_FULL, String.valueOf(full.getMessage())));
    } catch (WardenLink.UnreachableException none) {
      postpone(run, attempt, none, () -> launch(run, launch, events, held + 1));
    } catch (RuntimeException failed) {
      threads.persist("commands", () -> settle(attempt, String.valueOf(failed.getMessage())));
    }
  }

  /// There is no warden: the attempt waits a little, and goes back to the backlog when that does
  /// not help. The program is not the cause, so it is no failure of the experiment.
  private void postpone(
      Run run, Path attempt, WardenLink.UnreachableException none, Runnable again) {
    if (!run.stopRequested() && link.blocked().isEmpty()) {
      Threads.Alarm unused = threads.later(link.pause(), () -> threads.files(again));
      return;
    }
    threads.persist(
        "commands",
        () -> {
          if (!new AttemptDirectory(attempt).forbidStart(String.valueOf(none.getMessage()))) {
            collectOrLose(attempt, NO_RECORD);
          } else if (run.stopRequested()) {
            end(attempt, new Outcome.Cancelled(null, null));
          } else {
            handBack(attempt);
          }
        });
  }

  private void handBack(Path attempt) {
    deleteTemporary(attempt);
    Watched known = watched.remove(attempt);
    if (known != null) {
      known.events().handedBack();
    }
  }

  @Override
  public Optional<String> blocked() {
    return link.blocked();
  }

  /// A warden of another protocol serves its attempts and starts no new ones. A start waits until
  /// that warden is idle and gone; an attempt that is cancelled meanwhile never starts.
  private boolean heldBack(Run run, Path attempt, Runnable again, int held) {
    if (link.warden().acceptsStarts()) {
      return false;
    }
    if (run.stopRequested()
        && new AttemptDirectory(attempt).forbidStart("stopped before its start")) {
      end(attempt, new Outcome.Cancelled(null, null));
    } else {
      if (held == 0) {
        EngineLog.heldBack(run.experiment().id(), run.attempt());
      }
      Threads.Alarm unused = threads.later(HOLD.after(held + 1, 1), () -> threads.files(again));
    }
    return true;
  }

  /// A warden may end during the request (idle, killed). The start record decides whether it has
  /// started the program, so a request to a second warden cannot run it twice.
  private StartResult start(Path attempt, Launch launch) {
    for (int tries = 1; ; tries++) {
      Warden asked = link.warden();
      try {
        return asked.start(launch);
      } catch (WardenException gone) {
        if (tries == START_TRIES
            || asked.connected()
            || new AttemptDirectory(attempt).start().isPresent()) {
          throw gone;
        }
      }
    }
  }

  /// The warden did not answer: the files of the attempt determine its state.
  private void settle(Path attempt, String why) {
    if (Files.notExists(attempt) || new AttemptDirectory(attempt).forbidStart(why)) {
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
            link.warden().stop(attempt, cause);
          }
        });
  }

  @Override
  public void stop(Run run, StopCause cause, Instant at) {
    boolean unused = run.stop(cause, at); // reaches the warden as soon as the attempt has started
  }

  @Override
  public Adoption adopt(Run run, Events events) {
    run.directory();
    if (!new AttemptDirectory(attempt(run)).forbidStart("its server ended before its start")) {
      takeOver(run, events);
      return new Adoption.Adopted();
    }
    deleteTemporary(attempt(run));
    // A start record is not synced before its program runs: a power cut may have taken it.
    return run.plan().sameBoot() ? new Adoption.NeverStarted() : new Adoption.LostWithMachine();
  }

  private Path attempt(Run run) {
    return data.attempt(run.experiment().id(), run.attempt());
  }

  /// Watches an attempt whose start is already decided.
  private void takeOver(Run run, Events events) {
    Path attempt = attempt(run);
    watched.put(attempt, new Watched(run, events));
    boolean alive = link.warden().running().contains(attempt);
    Optional<ExitRecord> exit = new AttemptDirectory(attempt).exit();
    if (exit.isPresent()) {
      EngineLog.collected(run.experiment().id(), run.attempt());
      collect(attempt, exit.get());
    } else if (alive) {
      EngineLog.adopted(run.experiment().id(), run.attempt());
      run.attach(cause -> stop(attempt, cause));
    } else {
      new AttemptDirectory(attempt)
          .start()
          .map(StartRecord::refused)
          .ifPresentOrElse(
              refused -> end(attempt, Outcome.Failed.because(Reason.LAUNCH, refused)),
              () -> lose(attempt, "its process disappeared without an exit record"));
    }
  }

  @Override
  public void emptied(Path attemptDirectory) {
    Watched known = watched.get(attemptDirectory);
    if (known != null) {
      known.events().emptied();
    }
  }

  @Override
  public void ended(Path attemptDirectory) {
    threads.persist("commands", () -> collectOrLose(attemptDirectory, NO_RECORD));
  }

  private void collect(Path attempt, ExitRecord exit) {
    Watched known = watched.get(attempt);
    if (known != null) {
      end(attempt, ChildOutcome.of(attempt, exit, known.run().plan()));
    }
  }

  @Override
  public void lost() {
    if (closed) {
      return;
    }
    link.lost();
    if (!watched.isEmpty()) {
      EngineLog.wardenLost();
    }
    threads.persist("commands", this::survey);
  }

  /// After the end of a warden: attempts that its successor does not run are lost.
  private void survey() {
    List<Path> started =
        watched.keySet().stream()
            .filter(attempt -> new AttemptDirectory(attempt).startDecided())
            .toList();
    List<Path> alive = link.warden().running();
    for (Path attempt : started) {
      if (!alive.contains(attempt)) {
        threads.persist("commands", () -> collectOrLose(attempt, NO_RECORD));
      }
    }
  }

  private void collectOrLose(Path attempt, String why) {
    new AttemptDirectory(attempt)
        .exit()
        .ifPresentOrElse(exit -> collect(attempt, exit), () -> lose(attempt, why));
  }

  private void lose(Path attempt, String why) {
    String proof = Leftovers.kill(attempt).word();
    Watched known = watched.get(attempt);
    if (known != null) {
      EngineLog.lost(known.run().experiment().id(), known.run().attempt(), why);
    }
    end(attempt, ChildOutcome.lost(attempt, why, proof));
  }

  private void end(Path attempt, Outcome outcome) {
    end(attempt, AttemptResult.of(outcome));
  }

  private void end(Path attempt, AttemptResult result) {
    deleteTemporary(attempt);
    Watched known = watched.remove(attempt);
    if (known != null) {
      known.events().ended(result);
    }
  }

  /// The warden does that at the end of a program, unless it died or is of an older build.
  private void deleteTemporary(Path attempt) {
    TemporaryDirectory.of(data.root(), attempt)
        .delete()
        .ifPresent(why -> EngineLog.temporaryLeft(attempt, why));
  }

  @Override
  public boolean outlivesServer() {
    return true;
  }

  @Override
  public boolean busy() {
    return !watched.isEmpty();
  }

  @Override
  public void warmUp() {
    threads.files(() -> {
      try {
        Warden unused = link.warden();
      } catch (WardenLink.UnreachableException logged) {
        // the first experiment tries again
      }
    });
  }

  private static void dismiss(Warden idle) {
    try {
      idle.dismiss();
    } catch (WardenException gone) {
      EngineLog.unexpected("warden - exited unexpectedly", gone);
    }
  }

  @Override
  public void close() {
    closed = true;
    Warden idle = link.connected();
    if (idle != null && watched.isEmpty()) {
      dismiss(idle);
    }
    link.close();
  }
}
