package dev.retort.store.memory;

import dev.retort.core.BacklogLimits;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Query;
import dev.retort.core.store.Change;
import dev.retort.core.store.MeasuredExperiment;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The sizes of the files of ended experiments in [MemoryStore]. Not thread-safe.
final class MemorySizes {
  private final Map<ExperimentId, Long> sizes = new HashMap<>();

  Boolean measure(Change.Measure measure, Map<ExperimentId, MemoryRow> rows) {
    MemoryRow row = rows.get(measure.id());
    if (row == null || !row.experiment().status().ended()) {
      return false;
    }
    sizes.put(measure.id(), measure.bytes());
    return true;
  }

  void remove(ExperimentId id) {
    sizes.remove(id);
  }

  Map<String, Long> byProgram(Map<ExperimentId, MemoryRow> rows) {
    return sizes.entrySet().stream()
        .filter(each -> each.getValue() > 0)
        .collect(
            Collectors.groupingBy(
                each -> Objects.requireNonNull(rows.get(each.getKey())).experiment().program(),
                Collectors.summingLong(Map.Entry::getValue)));
  }

  /// What there is before a submission, counted anew each time.
  BacklogLimits.Present present(Query query, Map<ExperimentId, MemoryRow> rows) {
    List<Experiment> active =
        rows.values().stream()
            .map(MemoryRow::experiment)
            .filter(each -> !each.status().ended())
            .toList();
    return new BacklogLimits.Present(
        active.size(),
        active.stream().filter(each -> each.program().equals(query.program())).count(),
        active.stream().filter(each -> each.query().owner().equals(query.owner())).count(),
        ofOwner(query.owner(), rows));
  }

  private long ofOwner(String owner, Map<ExperimentId, MemoryRow> rows) {
    return sizes.entrySet().stream()
        .filter(each ->
            Objects.requireNonNull(rows.get(each.getKey()))
                .experiment()
                .query()
                .owner()
                .equals(owner))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  List<MeasuredExperiment> oldestEnded(
      Collection<MemoryRow> rows, @Nullable String program, int limit) {
    return rows.stream()
        .filter(MemoryRow::purgeable)
        .map(MemoryRow::experiment)
        .filter(each -> program == null || each.program().equals(program))
        .sorted(
            Comparator.comparing(
                    (Experiment each) -> Objects.requireNonNull(each.state().endedAt()))
                .thenComparing(Experiment::ordinal))
        .limit(limit)
        .map(each -> new MeasuredExperiment(each.id(), sizes.getOrDefault(each.id(), 0L)))
        .toList();
  }
}
