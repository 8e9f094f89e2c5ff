package dev.retort.engine;

import dev.retort.core.CommandSettings;
import dev.retort.core.Experiment;
import dev.retort.core.Program;
import dev.retort.core.Progress;
import dev.retort.core.Status;
import dev.retort.engine.isolated.IsolatedMain;
import dev.retort.engine.warden.AttemptRecord;
import dev.retort.engine.warden.StartRecord;
import dev.retort.engine.warden.StopCause;
import dev.retort.engine.warden.Stopping;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What there is to see of an experiment beside its row: how far it is, what it waits for, where it
/// stands on the way to its stop, where its files are. Thread-safe.
final class Inspection {
  private final Parts parts;

  /// @param paused the programs that are paused
  record Parts(
      DataDirectory data,
      ProgramCatalog catalog,
      Runs runs,
      Slots slots,
      Quarantine quarantine,
      Supplier<Set<String>> paused,
      InstantSource clock) {}

  Inspection(Parts parts) {
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

  /// @param paused the programs that are paused; null to ask for them
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

  Optional<Stage> stage(Experiment experiment) {
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
    Optional<StartRecord> start = AttemptRecord.start(attempt);
    Stopping stopping = start.map(StartRecord::stopping).orElse(null);
    if (stopping != null) {
      return Optional.of(ofChild(stopping, start.get().gracePeriod()));
    }
    Instant cancel = experiment.state().cancelRequestedAt();
    return cancel == null
        ? Optional.empty()
        : Optional.of(new Stage(StopCause.CANCEL, Stage.Step.REQUESTED, cancel, null));
  }

  private Stage ofJava(Run.StopOrder order, Duration grace) {
    boolean over = !order.at().plus(grace).isAfter(parts.clock().instant());
    Stage.Step step = over ? Stage.Step.IGNORED : Stage.Step.SIGNALLED;
    return new Stage(order.cause(), step, order.at(), null);
  }

  private static Stage ofChild(Stopping stopping, @Nullable Duration grace) {
    return stopping.killedAt() != null
        ? new Stage(stopping.cause(), Stage.Step.KILLED, stopping.at(), stopping.killedAt())
        : new Stage(
            stopping.cause(),
            Stage.Step.SIGNALLED,
            stopping.at(),
            grace == null ? null : stopping.at().plus(grace));
  }

  ExperimentFiles files(Experiment experiment) {
    Path attempt = parts.data().attempt(experiment.id(), Math.max(1, experiment.state().attempt()));
    Path work = attempt.resolve("work");
    Path stdout = attempt.resolve("stdout");
    Path result =
        switch (parts.catalog().find(experiment.program()).orElse(null)) {
          case Program.Command command -> commandResult(command, work, stdout);
          case Program.Isolated _ -> work.resolve(IsolatedMain.RESULT);
          case Program.Async _, Program.Blocking _ -> null;
          case null -> stdout;
        };
    return new ExperimentFiles(
        parts.data().experiment(experiment.id()), work, stdout, attempt.resolve("stderr"), result);
  }

  private static Path commandResult(Program.Command command, Path work, Path stdout) {
    String result = command.command().result();
    return result.equals(CommandSettings.STDOUT) ? stdout : work.resolve(result);
  }
}
