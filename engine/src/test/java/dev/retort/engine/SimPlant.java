package dev.retort.engine;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Status;
import dev.retort.core.store.Backlog;
import dev.retort.core.store.Change;
import dev.retort.core.store.Change.Submitted;
import dev.retort.core.store.CommitResult;
import dev.retort.core.store.Store;
import dev.retort.core.store.Submission;
import dev.retort.store.contract.ForwardingStore;
import dev.retort.store.memory.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Bugs to plant beneath the simulated nodes: the simulator must find each of them.
enum SimPlant {
  NONE,
  ACKNOWLEDGES_BEFORE_COMMIT,
  FINISHES_WITHOUT_FENCE,
  RESCUES_WITHOUT_FENCE,
  PASSES_OVER_WHAT_IS_READY,
  LOSES_A_WAKEUP,
  MISCOUNTS,
  FORGETS_KEYS;

  /// A store with this bug. Used by one thread.
  final class Planted extends ForwardingStore {
    private final Store store;
    private final List<Change<?>> unwritten = new ArrayList<>();

    Planted(Store store) {
      super(store);
      this.store = store;
    }

    /// What was in the memory of the process alone is gone.
    void nodeDied() {
      unwritten.clear();
    }

    /// Writes what was acknowledged too early, and answers with it.
    List<Change<?>> settle() {
      List<Change<?>> late = List.copyOf(unwritten);
      unwritten.clear();
      late.forEach(this::write);
      return late;
    }

    @Override
    public List<CommitResult> commit(List<Change<?>> changes) {
      List<CommitResult> results = new ArrayList<>();
      changes.forEach(change -> results.add(commit(change)));
      return results;
    }

    private CommitResult commit(Change<?> change) {
      return switch (change) {
        case Change.Submit submit -> submit(submit);
        case Change.Finish finish when SimPlant.this == FINISHES_WITHOUT_FENCE ->
            write(
                new Change.Finish(
                    finish.id(),
                    fence(finish.id()),
                    finish.attemptResult(),
                    finish.retryAt(),
                    finish.at()));
        case Change.Release release when SimPlant.this == RESCUES_WITHOUT_FENCE ->
            write(
                new Change.Release(
                    release.id(), fence(release.id()), release.crashed(), release.at()));
        case Change.Claim claim when SimPlant.this == PASSES_OVER_WHAT_IS_READY ->
            write(
                new Change.Claim(
                    claim.program(),
                    claim.limit(),
                    claim.admit(),
                    claim.node(),
                    claim.plan(),
                    claim.at().minus(Duration.ofMinutes(1))));
        default -> write(change);
      };
    }

    private CommitResult submit(Change.Submit submit) {
      Submission asked = submit.submission();
      return switch (SimPlant.this) {
        case ACKNOWLEDGES_BEFORE_COMMIT -> {
          if (asked.idempotency() != null) {
            yield write(submit);
          }
          unwritten.add(submit);
          yield new MemoryStore().commit(List.of(submit)).getFirst();
        }
        case FORGETS_KEYS ->
            write(new Change.Submit(new Submission(asked.id(), asked.query(), null, asked.at())));
        case LOSES_A_WAKEUP -> {
          CommitResult result = write(submit);
          yield result instanceof CommitResult.Done done
                  && done.answer() instanceof Submitted.Accepted accepted
              ? new CommitResult.Done(
                  new Submitted.Replayed(accepted.experiment(), accepted.backlog()))
              : result;
        }
        case NONE,
            FINISHES_WITHOUT_FENCE,
            RESCUES_WITHOUT_FENCE,
            PASSES_OVER_WHAT_IS_READY,
            MISCOUNTS ->
            write(submit);
      };
    }

    private CommitResult write(Change<?> change) {
      return store.commit(List.of(change)).getFirst();
    }

    private int fence(ExperimentId id) {
      return store.find(id).map(Experiment::state).map(state -> state.attempt()).orElse(0);
    }

    @Override
    public Backlog backlog() {
      Backlog real = store.backlog();
      if (SimPlant.this != MISCOUNTS) {
        return real;
      }
      List<Backlog.Queue> queues = new ArrayList<>();
      for (Backlog.Queue queue : real.queues()) {
        Map<Status, Long> counts = new java.util.EnumMap<>(queue.counts());
        if (counts.getOrDefault(Status.CANCELLED, 0L) > 1) {
          counts.merge(Status.PENDING, 1L, Long::sum);
        }
        queues.add(new Backlog.Queue(queue.program(), queue.priority(), counts));
      }
      return new Backlog(queues, real.oldestPending());
    }
  }
}
