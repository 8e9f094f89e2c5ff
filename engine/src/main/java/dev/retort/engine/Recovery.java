package dev.retort.engine;

import dev.retort.core.Backlog;
import dev.retort.core.Claimed;
import dev.retort.core.Ending;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Outcome;
import dev.retort.core.Reason;
import dev.retort.core.RetryPolicy;
import dev.retort.core.State;
import dev.retort.core.Status;
import dev.retort.core.Store;
import dev.retort.engine.warden.StopCause;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a node does at its start with the work of its predecessor: adopts what runs, collects what
/// ended, gives back what never started, hands back the Java code that died with it. Runs once,
/// before the dispatcher.
final class Recovery {
  private static final Outcome LOST =
      Outcome.Failed.because(Reason.LOST, "the server that ran it died");

  private static final Outcome LOST_WITH_MACHINE =
      Outcome.Failed.because(
          Reason.LOST, "the machine was started anew, and whether it had begun is not known");

  private final Store store;
  private final Runs runs;
  private final Children children;
  private final Folders folders;
  private final Slots slots;
  private final Threads threads;
  private final InstantSource clock;

  Recovery(Store store, Runs runs, Runs.Parts parts, Slots slots) {
    this.store = store;
    this.runs = runs;
    this.children = parts.runners().children();
    this.folders = parts.folders();
    this.slots = slots;
    this.threads = parts.threads();
    this.clock = parts.clock();
  }

  void run() throws IOException {
    Map<Run, AttemptPlan> inside = new LinkedHashMap<>();
    for (Claimed claimed : store.running()) {
      AttemptPlan plan = AttemptPlan.parse(claimed.plan());
      slots.force(claimed.experiment().program());
      Run run = runs.register(claimed);
      if (plan.kind() == AttemptPlan.Kind.JAVA) {
        inside.put(run, plan);
      } else {
        threads.persist("recovery", () -> recover(run, plan));
      }
    }
    inside.forEach((run, plan) -> handBack(run, plan.retry(), inside.size() == 1));
    writeMissingRecords();
    sweepIncoming();
  }

  private void recover(Run run, AttemptPlan plan) {
    Instant cancel = run.experiment().state().cancelRequestedAt();
    if (cancel != null) {
      run.stop(StopCause.CANCEL, cancel);
    }
    if (children.neverStarted(run)) {
      if (plan.sameBoot()) {
        runs.release(run, false);
      } else {
        // Nobody syncs a start record before its program runs: a power cut may have taken it.
        EngineLog.lost(run.experiment().id(), run.attempt(), "the machine was started anew");
        runs.ended(run, plan.retry(), Ending.of(LOST_WITH_MACHINE));
      }
    } else {
      children.adopt(run, plan, runs.endOf(run, plan.retry()));
    }
  }

  /// The server died beneath this one. What ran alone is the likely cause, and that counts; of
  /// several none does, but one that this happens to again runs alone from then on.
  private void handBack(Run run, RetryPolicy retry, boolean alone) {
    Experiment experiment = run.experiment();
    EngineLog.lost(experiment.id(), run.attempt(), "it ran inside a server that is gone");
    if (!alone) {
      if (experiment.state().crashes() + 1 >= State.SUSPECT) {
        EngineLog.suspected(experiment.id(), run.attempt());
      }
      runs.release(run, true);
      return;
    }
    boolean again = experiment.state().failures() + 1 < retry.maxAttempts();
    Instant retryAt = again ? Now.of(clock) : null;
    runs.finish(run, Ending.of(again ? LOST : poison(experiment)), retryAt);
  }

  private static Outcome poison(Experiment experiment) {
    return Outcome.Failed.because(
        Reason.POISON,
        "the server that ran it died each time, "
            + (experiment.state().failures() + 1)
            + " times while nothing else ran inside it");
  }

  private void writeMissingRecords() throws IOException {
    List<ExperimentId> unrecorded;
    try (Stream<ExperimentId> marks = folders.unrecorded()) {
      unrecorded = marks.toList();
    }
    for (ExperimentId id : unrecorded) {
      store.find(id).filter(experiment -> experiment.status().ended()).ifPresent(folders::record);
    }
  }

  /// Inputs that no row asks for any more belong to queries that were never accepted.
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
        folders.record(experiment.get());
      }
    }
  }

  /// Says which programs pending experiments wait for in vain.
  static void nameMissingPrograms(Store store, ProgramCatalog catalog) {
    store.backlog().lanes().stream()
        .filter(lane -> catalog.find(lane.program()).isEmpty())
        .collect(
            Collectors.groupingBy(
                Backlog.Lane::program,
                Collectors.summingLong(lane -> lane.counts().getOrDefault(Status.PENDING, 0L))))
        .forEach((program, pending) -> {
          if (pending > 0) {
            EngineLog.programGone(program, pending);
          }
        });
  }
}
