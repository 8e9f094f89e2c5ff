package dev.retort.store.memory;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The ids of purged experiments, and which of them still have files. Not thread-safe.
final class MemoryPurged {
  private final Map<ExperimentId, Purged> experiments = new LinkedHashMap<>();

  private record Purged(Instant forgetAt, boolean trash, String owner) {}

  void add(Experiment experiment, Instant forgetAt) {
    experiments.put(experiment.id(), new Purged(forgetAt, true, experiment.query().owner()));
  }

  Optional<String> owner(ExperimentId id) {
    return Optional.ofNullable(experiments.get(id)).map(Purged::owner);
  }

  List<ExperimentId> trash(int limit) {
    return experiments.entrySet().stream()
        .filter(purged -> purged.getValue().trash())
        .map(Map.Entry::getKey)
        .limit(limit)
        .toList();
  }

  int unlinked(List<ExperimentId> ids) {
    int known = 0;
    for (ExperimentId id : ids) {
      Purged purged = experiments.get(id);
      if (purged != null && purged.trash()) {
        experiments.put(id, new Purged(purged.forgetAt(), false, purged.owner()));
        known++;
      }
    }
    return known;
  }

  int forget(int limit, Instant at) {
    int forgotten = 0;
    Iterator<Purged> all = experiments.values().iterator();
    while (all.hasNext() && forgotten < limit) {
      Purged purged = all.next();
      if (!purged.trash() && !purged.forgetAt().isAfter(at)) {
        all.remove();
        forgotten++;
      }
    }
    return forgotten;
  }
}
