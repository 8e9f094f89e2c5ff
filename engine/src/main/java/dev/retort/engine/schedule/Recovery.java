package dev.retort.engine.schedule;

import dev.retort.core.AttemptResult;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Outcome;
import dev.retort.core.Reason;
import dev.retort.core.State;
import dev.retort.core.Status;
import dev.retort.core.store.Backlog;
import dev.retort.core.store.Claimed;
import dev.retort.core.store.Store;
import dev.retort.engine.files.Folders;
import dev.retort.engine.log.EngineLog;
import dev.retort.engine.program.ProgramCatalog;
import dev.retort.engine.run.AttemptPlan;
import dev.retort.engine.run.FinalRecords;
import dev.retort.engine.run.ProgramRunner;
import dev.retort.engine.run.Run;
import dev.retort.engine.run.Runs;
import dev.retort.engine.threads.Threads;
import dev.retort.warden.client.StopCause;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Recovers the attempts of an earlier server: each runner determines the state of its attempts,
/// and every attempt continues, is retried, or is handed back. Also writes missing final records
/// and deletes inputs of unaccepted queries. Runs once, before the dispatcher.
public final class Recovery {
  private static final Outcome LOST = Outcome.Failed.because(Reason.LOST, "its server died");

  private static final Outcome LOST_WITH_MACHINE =
      Outcome.Failed.because(
          Reason.LOST, "the machine restarted, and it is unknown whether the program had started");

  private final Store store;
  private final Runs runs;
  private final Folders folders;
  private final FinalRecords records;
  private final Slots slots;
  private final Threads threads;
  private final InstantSource clock;

  public Recovery(Store store, Runs runs, Runs.Parts parts, Slots slots) {
    this.store = store;
    this.runs = runs;
    this.folders = parts.folders();
    this.records = parts.records();
    this.slots = slots;
    this.threads = parts.threads();
    this.clock = parts.clock();
  }

  public void run() throws IOException {
    List<Run> bound = new ArrayList<>();
    for (Claimed claimed : store.running()) {
      slots.force(claimed.experiment().program());
      Run run = runs.register(claimed, AttemptPlan.parse(claimed.plan()));
      if (runs.outlivesServer(run)) {
        threads.persist("recovery", () -> recover(run, false));
      } else {
        bound.add(run);
      }
    }
    bound.forEach(run -> recover(run, bound.size() == 1));
    writeMissingRecords();
    sweepIncoming();
  }

  /// @param alone whether no other attempt ran inside the server when it died
  private void recover(Run run, boolean alone) {
    Instant cancel = run.experiment().state().cancelRequestedAt();
    if (cancel != null) {
      boolean unused = run.stop(StopCause.CANCEL, cancel);
    }
    switch (runs.adopt(run)) {
      case ProgramRunner.Adoption.Adopted _ -> {}
      case ProgramRunner.Adoption.NeverStarted _ -> runs.release(run, false);
      case ProgramRunner.Adoption.LostWithMachine _ -> {
        EngineLog.lost(run.experiment().id(), run.attempt(), "the machine restarted");
        runs.ended(run, AttemptResult.of(LOST_WITH_MACHINE));
      }
      case ProgramRunner.Adoption.DiedWithServer _ -> handBack(run, alone);
    }
  }

  /// An attempt that ran alone is the likely cause of the server's death, and the death counts as
  /// its failure. Among several attempts none is blamed, but after the second such crash an
  /// experiment runs alone.
  private void handBack(Run run, boolean alone) {
    Experiment experiment = run.experiment();
    EngineLog.lost(experiment.id(), run.attempt(), "it died with its server");
    if (!alone) {
      if (experiment.state().crashes() + 1 >= State.SUSPECT) {
        EngineLog.suspected(experiment.id(), run.attempt());
      }
      runs.release(run, true);
      return;
    }
    boolean again = experiment.state().failures() + 1 < run.plan().retry().maxAttempts();
    Instant retryAt = again ? clock.instant() : null;
    runs.finish(run, AttemptResult.of(again ? LOST : poison(experiment)), retryAt);
  }

  private static Outcome poison(Experiment experiment) {
    return Outcome.Failed.because(
        Reason.POISON,
        "its server died each time, "
            + (experiment.state().failures() + 1)
            + " times while nothing else ran inside it");
  }

  private void writeMissingRecords() throws IOException {
    List<ExperimentId> unrecorded;
    try (Stream<ExperimentId> marks = folders.unrecorded()) {
      unrecorded = marks.toList();
    }
    for (ExperimentId id : unrecorded) {
      store.find(id).filter(experiment -> experiment.status().ended()).ifPresent(records::record);
    }
  }

  /// Inputs without a row belong to queries that were never accepted.
  private void sweepIncoming() throws IOException {
    List<ExperimentId> incoming;
    try (Stream<ExperimentId> found = folders.sweepIncoming()) {
      incoming = found.toList();
    }
    for (ExperimentId id : incoming) {
      var experiment = store.find(id);
      if (experiment.isEmpty()) {
        folders.drop(id);
      } else if (experiment.get().status().ended()) {
        records.record(experiment.get());
      }
    }
  }

  /// Logs the unconfigured programs that pending experiments wait for.
  public static void nameMissingPrograms(Store store, ProgramCatalog catalog) {
    store.backlog().queues().stream()
        .filter(queue -> catalog.find(queue.program()).isEmpty())
        .collect(
            Collectors.groupingBy(
                Backlog.Queue::program,
                Collectors.summingLong(queue -> queue.counts().getOrDefault(Status.PENDING, 0L))))
        .forEach((program, pending) -> {
          if (pending > 0) {
            EngineLog.programGone(program, pending);
          }
        });
  }
}
