package dev.retort.engine;

import dev.retort.core.Experiment;
import dev.retort.core.Status;
import dev.retort.core.program.CommandSettings;
import dev.retort.core.program.Program;
import dev.retort.core.program.Progress;
import dev.retort.engine.files.DataDirectory;
import dev.retort.engine.files.ExperimentFiles;
import dev.retort.engine.isolated.IsolatedMain;
import dev.retort.engine.program.ProgramCatalog;
import dev.retort.engine.run.ProgressFile;
import dev.retort.engine.run.Run;
import dev.retort.engine.run.Runs;
import dev.retort.engine.schedule.Quarantine;
import dev.retort.engine.schedule.Slots;
import dev.retort.engine.view.StopProgress;
import dev.retort.engine.view.WaitingFor;
import dev.retort.warden.client.AttemptDirectory;
import dev.retort.warden.client.StartRecord;
import dev.retort.warden.client.StopCause;
import dev.retort.warden.client.StopRecord;
import dev.retort.warden.client.WardenException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads what an experiment's row does not contain: its progress, the reason of its wait, the
/// progress of its stop, and the paths of its files. Thread-safe.
final class ExperimentInspector {
  private final Parts parts;

  /// @param paused the programs that are paused
  record Parts(
      DataDirectory data,
      ProgramCatalog catalog,
      Runs runs,
      Slots slots,
      Quarantine quarantine,
      WaitingWords words,
      Supplier<Set<String>> paused,
      InstantSource clock) {}

  ExperimentInspector(Parts parts) {
    this.parts = parts;
  }

  Optional<Progress> progress(Experiment experiment) {
    Run run = parts.runs().find(experiment.id());
    Progress told = run == null ? null : run.progress();
    int attempt = experiment.state().attempt();
    return told != null || attempt == 0
        ? Optional.ofNullable(told)
        : ProgressFile.latest(parts.data().attempt(experiment.id(), attempt));
  }

  /// @param paused the programs that are paused; null to read them
  Optional<WaitingFor> waitingFor(Experiment experiment, @Nullable Set<String> paused) {
    if (experiment.status() != Status.PENDING) {
      return Optional.empty();
    }
    Optional<Program> program = parts.catalog().find(experiment.program());
    if (program.isEmpty()) {
      return Optional.of(WaitingFor.PROGRAM);
    }
    Set<String> held = paused == null ? parts.paused().get() : paused;
    if (held.contains(experiment.program())) {
      return Optional.of(WaitingFor.RESUME);
    }
    Instant notBefore = experiment.state().notBefore();
    if (notBefore != null && notBefore.isAfter(parts.clock().instant())) {
      return Optional.of(WaitingFor.TIME);
    }
    if (program.get().inProcess() && parts.quarantine().active()) {
      return Optional.of(WaitingFor.QUARANTINE);
    }
    if (parts.runs().blocked(experiment.program()).isPresent()) {
      return Optional.of(WaitingFor.WARDEN);
    }
    return parts
        .slots()
        .lacks(experiment.program())
        .map(want ->
            switch (want) {
              case SLOT -> WaitingFor.SLOT;
              case CPUS -> WaitingFor.CPUS;
              case MEMORY -> WaitingFor.MEMORY;
            });
  }

  Optional<String> waitingReason(Experiment experiment, WaitingFor waitingFor) {
    return parts.words().of(experiment, waitingFor);
  }

  Optional<StopProgress> stage(Experiment experiment) {
    if (experiment.status() != Status.RUNNING) {
      return Optional.empty();
    }
    Run run = parts.runs().find(experiment.id());
    Run.StopOrder order = run == null ? null : run.stopOrder();
    Optional<Program> program = parts.catalog().find(experiment.program());
    if (order != null && program.filter(Program::inProcess).isPresent()) {
      return Optional.of(ofJava(order, program.get().settings().limits().gracePeriod()));
    }
    Path attempt = parts.data().attempt(experiment.id(), experiment.state().attempt());
    Optional<StartRecord> start = startRecord(attempt);
    StopRecord stopping = start.map(StartRecord::stopping).orElse(null);
    if (stopping != null) {
      return Optional.of(ofChild(stopping, start.get().gracePeriod()));
    }
    Instant cancel = experiment.state().cancelRequestedAt();
    return cancel == null
        ? Optional.empty()
        : Optional.of(
            new StopProgress(StopCause.CANCEL, StopProgress.Step.REQUESTED, cancel, null));
  }

  /// A program may have put something else in the place of its start record.
  private static Optional<StartRecord> startRecord(Path attempt) {
    try {
      return new AttemptDirectory(attempt).start();
    } catch (WardenException unreadable) {
      return Optional.empty();
    }
  }

  private StopProgress ofJava(Run.StopOrder order, Duration grace) {
    boolean over = !order.at().plus(grace).isAfter(parts.clock().instant());
    StopProgress.Step step = over ? StopProgress.Step.IGNORED : StopProgress.Step.SIGNALLED;
    return new StopProgress(order.cause(), step, order.at(), null);
  }

  private static StopProgress ofChild(StopRecord stopping, @Nullable Duration grace) {
    Instant since = stopping.at().truncatedTo(ChronoUnit.MILLIS);
    Instant killed = stopping.killedAt();
    return killed != null
        ? new StopProgress(
            stopping.cause(),
            StopProgress.Step.KILLED,
            since,
            killed.truncatedTo(ChronoUnit.MILLIS))
        : new StopProgress(
            stopping.cause(),
            StopProgress.Step.SIGNALLED,
            since,
            grace == null ? null : since.plus(grace));
  }

  ExperimentFiles files(Experiment experiment) {
    Path attempt = parts.data().attempt(experiment.id(), Math.max(1, experiment.state().attempt()));
    Path work = new AttemptDirectory(attempt).work();
    Path stdout = new AttemptDirectory(attempt).stdout();
    Path result =
        switch (parts.catalog().find(experiment.program()).orElse(null)) {
          case Program.Command command -> commandResult(command, work, stdout);
          case Program.Isolated _ -> work.resolve(IsolatedMain.RESULT);
          case Program.Async _, Program.Blocking _ -> null;
          case null -> stdout;
        };
    return new ExperimentFiles(
        parts.data().experiment(experiment.id()),
        work,
        stdout,
        new AttemptDirectory(attempt).stderr(),
        result);
  }

  private static Path commandResult(Program.Command command, Path work, Path stdout) {
    String result = command.command().result();
    return result.equals(CommandSettings.STDOUT) ? stdout : work.resolve(result);
  }
}
