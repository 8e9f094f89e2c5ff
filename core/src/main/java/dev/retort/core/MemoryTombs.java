package dev.retort.core;

import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The experiments that were purged, and which of them have files left. Not thread-safe.
final class MemoryTombs {
  private final Map<ExperimentId, Tomb> tombs = new LinkedHashMap<>();

  private record Tomb(Instant forgetAt, boolean trash) {}

  void bury(ExperimentId id, Instant forgetAt) {
    tombs.put(id, new Tomb(forgetAt, true));
  }

  boolean holds(ExperimentId id) {
    return tombs.containsKey(id);
  }

  List<ExperimentId> trash(int limit) {
    return tombs.entrySet().stream()
        .filter(tomb -> tomb.getValue().trash())
        .map(Map.Entry::getKey)
        .limit(limit)
        .toList();
  }

  int unlinked(List<ExperimentId> ids) {
    int known = 0;
    for (ExperimentId id : ids) {
      Tomb tomb = tombs.get(id);
      if (tomb != null && tomb.trash()) {
        tombs.put(id, new Tomb(tomb.forgetAt(), false));
        known++;
      }
    }
    return known;
  }

  int forget(int limit, Instant at) {
    int forgotten = 0;
    Iterator<Tomb> all = tombs.values().iterator();
    while (all.hasNext() && forgotten < limit) {
      Tomb tomb = all.next();
      if (!tomb.trash() && !tomb.forgetAt().isAfter(at)) {
        all.remove();
        forgotten++;
      }
    }
    return forgotten;
  }
}
