package dev.retort.engine;

import dev.retort.core.Claimed;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Outcome;
import dev.retort.core.Reason;
import dev.retort.core.Store;
import dev.retort.engine.warden.StopCause;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a node does at its start with the work of its predecessor: adopts what runs, collects what
/// ended, gives back what never started, counts the rest as lost. Runs once, before the dispatcher.
final class Recovery {
  private final Store store;
  private final Runs runs;
  private final CommandRunner commands;
  private final Workspace workspace;
  private final Slots slots;
  private final Threads threads;

  Recovery(
      Store store,
      Runs runs,
      CommandRunner commands,
      Workspace workspace,
      Slots slots,
      Threads threads) {
    this.store = store;
    this.runs = runs;
    this.commands = commands;
    this.workspace = workspace;
    this.slots = slots;
    this.threads = threads;
  }

  void run() throws IOException {
    List<Claimed> left = store.running();
    for (Claimed claimed : left) {
      slots.force(claimed.experiment().program());
      Run run = runs.register(claimed);
      threads.persist("recovery", () -> recover(run));
    }
    writeMissingRecords();
    sweepIncoming();
  }

  private void recover(Run run) {
    AttemptPlan plan = AttemptPlan.parse(run.claimed().plan());
    if (run.experiment().state().cancelRequestedAt() != null) {
      run.stop(StopCause.CANCEL);
    }
    if (!plan.command()) {
      Experiment experiment = run.experiment();
      EngineLog.lost(experiment.id(), run.attempt(), "it ran inside a server that is gone");
      runs.ended(
          run,
          plan.retry(),
          Outcome.Failed.because(Reason.LOST, "it ran inside a server that is gone"));
    } else if (commands.neverStarted(run)) {
      runs.release(run);
    } else {
      commands.adopt(run, plan.successCodes(), outcome -> runs.ended(run, plan.retry(), outcome));
    }
  }

  private void writeMissingRecords() throws IOException {
    List<ExperimentId> unrecorded;
    try (Stream<ExperimentId> marks = workspace.unrecorded()) {
      unrecorded = marks.toList();
    }
    for (ExperimentId id : unrecorded) {
      store.find(id).filter(experiment -> experiment.status().ended()).ifPresent(workspace::record);
    }
  }

  /// Inputs that no row asks for any more belong to queries that were never accepted.
  private void sweepIncoming() throws IOException {
    List<ExperimentId> incoming;
    try (Stream<ExperimentId> found = workspace.sweepIncoming()) {
      incoming = found.toList();
    }
    for (ExperimentId id : incoming) {
      Optional<Experiment> experiment = store.find(id);
      if (experiment.isEmpty()) {
        workspace.drop(id);
      } else if (experiment.get().status().ended()) {
        workspace.record(experiment.get());
      }
    }
  }

  /// Says which programs pending experiments wait for in vain.
  static void nameMissingPrograms(Store store, ProgramCatalog catalog) {
    store.backlog().lanes().stream()
        .filter(lane -> catalog.find(lane.program()).isEmpty())
        .collect(
            java.util.stream.Collectors.groupingBy(
                dev.retort.core.Backlog.Lane::program,
                java.util.stream.Collectors.summingLong(
                    lane -> lane.counts().getOrDefault(dev.retort.core.Status.PENDING, 0L))))
        .forEach((program, pending) -> {
          if (pending > 0) {
            EngineLog.programGone(program, pending);
          }
        });
  }
}
