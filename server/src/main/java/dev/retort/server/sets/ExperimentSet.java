package dev.retort.server.sets;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.InvalidQueryException;
import dev.retort.core.RetortException;
import dev.retort.core.Violation;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.core.store.ExperimentFilter.Position;
import dev.retort.core.store.ExperimentSlice;
import dev.retort.engine.Engine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// The experiments that a filter matches, and an action on each of them. The action goes on in
/// pieces, each with a commit of its own, so that other requests are answered meanwhile. Used by
/// one thread.
final class ExperimentSet {
  /// Maximum number of experiments in a set.
  static final int MOST = 100_000;

  private static final int SLICE = 1_000;

  /// Each slice looks at 10,000 experiments at most.
  private static final int MOST_SLICES = 300;

  private static final int PIECE = 64;

  private final Engine engine;
  private final ExperimentFilter filter;

  ExperimentSet(Engine engine, ExperimentFilter filter) {
    this.engine = engine;
    this.filter = filter;
  }

  /// @throws InvalidQueryException if the filter matches too many, or finds too few among too many
  SetResult apply(SetAction action, boolean dryRun) throws InterruptedException {
    Map<ExperimentId, Optional<String>> set = select(action);
    Map<String, Long> skipped = new HashMap<>();
    List<ExperimentId> piece = new ArrayList<>(PIECE);
    long changed = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Map.Entry<ExperimentId, Optional<String>> each : set.entrySet()) {
        if (each.getValue().isPresent()) {
          skipped.merge(each.getValue().get(), 1L, Long::sum);
        } else if (dryRun) {
          changed++;
        } else {
          piece.add(each.getKey());
        }
        if (piece.size() == PIECE) {
          changed += perform(action, piece, skipped, threads);
          piece.clear();
        }
      }
      changed += perform(action, piece, skipped, threads);
    }
    return new SetResult(dryRun, set.size(), changed, skipped);
  }

  /// The ids of the set, in the order of the listing, with the reason why the action skips them.
  private Map<ExperimentId, Optional<String>> select(SetAction action) {
    Map<ExperimentId, Experiment> reruns = new HashMap<>();
    Map<ExperimentId, Optional<String>> set = new LinkedHashMap<>();
    @Nullable Position next = null;
    int slices = 0;
    do {
      if (++slices > MOST_SLICES) {
        throw refused(
            "finds few experiments among very many; add a program, a status, a label or a time"
                + " range");
      }
      ExperimentSlice slice = engine.slice(filter.withBefore(next), SLICE);
      for (Experiment each : slice.experiments()) {
        set.put(each.id(), action.skips(each, Set.of()));
        if (each.query().rerunOf() != null) {
          reruns.put(each.id(), each);
        }
      }
      if (set.size() > MOST) {
        throw refused("matches more than " + MOST + " experiments; narrow it");
      }
      next = slice.next();
    } while (next != null);
    reruns.forEach((id, rerun) -> set.put(id, action.skips(rerun, set.keySet())));
    return set;
  }

  private static InvalidQueryException refused(String detail) {
    return new InvalidQueryException(List.of(new Violation("/filter", detail)));
  }

  /// Performs the action on some experiments at once, so that they share commits, and returns how
  /// many it changed.
  private long perform(
      SetAction action,
      List<ExperimentId> piece,
      Map<String, Long> skipped,
      ExecutorService threads)
      throws InterruptedException {
    List<Future<Optional<String>>> answers = new ArrayList<>(piece.size());
    for (ExperimentId id : piece) {
      answers.add(threads.submit(() -> perform(action, id)));
    }
    long changed = 0;
    for (Future<Optional<String>> answer : answers) {
      Optional<String> reason = get(answer);
      if (reason.isEmpty()) {
        changed++;
      } else {
        skipped.merge(reason.get(), 1L, Long::sum);
      }
    }
    return changed;
  }

  private static Optional<String> get(Future<Optional<String>> answer) throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof RetortException known
          ? known
          : new RetortException("an action failed: " + failed.getCause(), failed.getCause());
    }
  }

  /// The experiment may have changed since the set was selected.
  private Optional<String> perform(SetAction action, ExperimentId id) {
    Optional<Experiment> now = engine.find(id);
    if (now.isEmpty()) {
      return Optional.of(SetAction.GONE);
    }
    return filter.matches(now.get())
        ? action.perform(engine, now.get())
        : Optional.of("no_longer_matches");
  }
}
