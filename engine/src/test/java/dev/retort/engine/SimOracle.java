package dev.retort.engine;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Outcome;
import dev.retort.core.State;
import dev.retort.core.Status;
import dev.retort.core.program.Program;
import dev.retort.core.store.Backlog;
import dev.retort.core.store.Change;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.core.store.Lifecycle;
import dev.retort.core.store.PastAttempt;
import dev.retort.core.store.Store;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Holds the store to what is always true, after each change that was written; the numbers are
/// those of the design's list. Used by one thread.
final class SimOracle {
  private static final int ALL = 10_000;

  private final SimWorld world;
  private final SimLedger ledger;
  private final Map<String, Program> programs = new HashMap<>();
  private Map<ExperimentId, Experiment> known = new LinkedHashMap<>();
  private final Map<String, List<ExperimentId>> byName = new HashMap<>();
  private final Set<ExperimentId> purged = new HashSet<>();

  SimOracle(SimWorld world, SimLedger ledger, List<Program> programs) {
    this.world = world;
    this.ledger = ledger;
    programs.forEach(program -> this.programs.put(program.name(), program));
  }

  /// The experiments that there are, by the latest look.
  Map<ExperimentId, Experiment> known() {
    return known;
  }

  /// All that ever were, of a query's name.
  List<ExperimentId> ever(String name) {
    return byName.getOrDefault(name, List.of());
  }

  boolean purged(ExperimentId id) {
    return purged.contains(id);
  }

  /// Whom a claim has to bring: what is ready, in the order of priority and commit (13).
  List<ExperimentId> due(Change.Claim claim, Store store) {
    if (store.paused().contains(claim.program())) {
      return List.of();
    }
    return known.values().stream()
        .filter(each -> each.program().equals(claim.program()))
        .filter(each -> claim.admit().admits(each.state()))
        .filter(each ->
            Lifecycle.claim(each.state(), each.expiresAt(), claim.node(), claim.at()).isPresent())
        .sorted(
            Comparator.comparing((Experiment each) -> -each.query().priority())
                .thenComparing(Experiment::ordinal))
        .limit(claim.limit())
        .map(Experiment::id)
        .toList();
  }

  /// Compares the store with what it was before that change.
  void written(Change<?> change, List<ExperimentId> due, Store store) {
    Map<ExperimentId, Experiment> now = new LinkedHashMap<>();
    for (Experiment each : store.list(ExperimentFilter.ALL, ALL)) {
      now.put(each.id(), each);
    }
    List<ExperimentId> claimed = new ArrayList<>();
    for (Experiment each : now.values()) {
      Experiment before = known.get(each.id());
      if (before == null) {
        require(change instanceof Change.Submit, each, "came from nowhere");
        byName.computeIfAbsent(each.query().name(), _ -> new ArrayList<>()).add(each.id());
      } else if (!before.state().equals(each.state())) {
        moved(change, before, each, store);
        if (change instanceof Change.Claim) {
          claimed.add(each.id());
        }
      }
    }
    for (Experiment each : known.values()) {
      if (!now.containsKey(each.id())) {
        boolean may = each.status().ended() && !each.state().keep();
        boolean asked = change instanceof Change.Purge || change instanceof Change.Delete;
        require(asked && may, each, "is gone (1)");
        purged.add(each.id());
      }
    }
    boolean changed = !known.equals(now);
    known = now;
    if (change instanceof Change.Claim claim) {
      if (!new HashSet<>(claimed).equals(new HashSet<>(due))) {
        throw world.failure(
            "(13) a claim of " + claim.program() + " took " + claimed + " instead of " + due);
      }
    }
    if (changed) {
      recount(store);
    }
  }

  private void moved(Change<?> change, Experiment was, Experiment is, Store store) {
    State before = was.state();
    State after = is.state();
    require(legal(change, before, after), is, "was moved illegally by " + change);
    require(after.revision() == before.revision() + 1, is, "has a revision that does not rise");
    require(
        after.attempt() == before.attempt() + (change instanceof Change.Claim ? 1 : 0),
        is,
        "has a fence that does not rise (4)");
    require(
        after.failures() <= program(is).settings().retry().maxAttempts(),
        is,
        "passed its limit of attempts (6)");
    attempts(is, store.attempts(is.id()));
    if (after.status().ended()) {
      require(!ledger.childUnderWay(is.id()), is, "has ended, and its process lives (8)");
    }
    if (after.status() == Status.FINISHED && before.status() != Status.FINISHED) {
      Integer code = ledger.code(is.id(), after.attempt());
      require(
          code != null
              && code.equals(after.end().returnCode())
              && program(is).settings().successCodes().contains(code),
          is,
          "is finished, but its program returned " + code + " (7)");
    }
  }

  private static boolean legal(Change<?> change, State before, State after) {
    return switch (change) {
      case Change.Claim _ -> before.status() == Status.PENDING && after.status() == Status.RUNNING;
      case Change.Finish finish ->
          before.status() == Status.RUNNING
              && before.attempt() == finish.fence()
              && after.status() != Status.RUNNING
              && (after.status() != Status.PENDING || finish.retryAt() != null)
              && (after.status() != Status.FINISHED
                  || finish.attemptResult().outcome() instanceof Outcome.Finished);
      case Change.Release release ->
          before.status() == Status.RUNNING
              && before.attempt() == release.fence()
              && (after.status() == Status.PENDING || after.status() == Status.CANCELLED)
              && after.failures() == before.failures();
      case Change.Cancel _ ->
          before.status() == Status.PENDING
              ? after.status() == Status.CANCELLED
              : before.status() == Status.RUNNING
                  && after.status() == Status.RUNNING
                  && after.cancelRequestedAt() != null
                  && (before.cancelRequestedAt() == null
                      || (after.deleteAtEnd() && !before.deleteAtEnd()));
      case Change.Expire _ ->
          before.status() == Status.PENDING
              && before.attempt() == 0
              && after.status() == Status.CANCELLED;
      case Change.Keep _ ->
          before.status() == after.status() && Objects.equals(before.end(), after.end());
      case Change.Submit _,
          Change.Purge _,
          Change.Delete _,
          Change.Unlinked _,
          Change.Measure _,
          Change.Forget _,
          Change.Pause _ ->
          false;
    };
  }

  private void attempts(Experiment is, List<PastAttempt> past) {
    State state = is.state();
    boolean latestIsPast = state.status() == Status.PENDING || isCancelledInBacklog(state, past);
    int expected = latestIsPast ? state.attempt() : state.attempt() - 1;
    require(past.size() == Math.max(0, expected), is, "has a gap in its attempts " + past);
    for (int i = 0; i < past.size(); i++) {
      require(past.get(i).number() == i + 1, is, "has a gap in its attempts " + past + " (6)");
    }
    long counted = past.stream().filter(PastAttempt::counted).count();
    require(
        counted <= state.failures() && state.failures() <= counted + 1,
        is,
        "counts " + state.failures() + " failures, and has " + past + " (6)");
  }

  private static boolean isCancelledInBacklog(State state, List<PastAttempt> past) {
    return state.status() == Status.CANCELLED && past.size() == state.attempt();
  }

  /// What the counters say equals a recount (11).
  void recount(Store store) {
    long alive = known.values().stream().filter(each -> !each.status().ended()).count();
    Backlog backlog = store.backlog();
    if (backlog.length() != alive) {
      throw world.failure("(11) the backlog counts " + backlog.length() + ", there are " + alive);
    }
    long all =
        backlog.queues().stream()
            .flatMap(queue -> queue.counts().values().stream())
            .mapToLong(Long::longValue)
            .sum();
    if (all != known.size()) {
      throw world.failure("(11) the counters say " + all + ", there are " + known.size());
    }
  }

  private Program program(Experiment experiment) {
    return Objects.requireNonNull(programs.get(experiment.program()));
  }

  private void require(boolean met, @Nullable Experiment experiment, String complaint) {
    if (!met) {
      throw world.failure(experiment + " " + complaint);
    }
  }
}
