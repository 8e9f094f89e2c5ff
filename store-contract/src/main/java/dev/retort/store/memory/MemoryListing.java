package dev.retort.store.memory;

import dev.retort.core.Experiment;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.core.store.ExperimentFilter.Position;
import dev.retort.core.store.ExperimentSlice;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The listings of [MemoryStore].
final class MemoryListing {
  private MemoryListing() {}

  static ExperimentSlice slice(Stream<Experiment> all, ExperimentFilter filter, int limit) {
    Comparator<Position> order = ExperimentFilter.latestFirst();
    Position before = filter.before();
    List<Experiment> found =
        all.filter(filter::matches)
            .filter(each -> before == null || order.compare(before, filter.position(each)) < 0)
            .sorted(Comparator.comparing(filter::position, order))
            .limit(limit + 1L)
            .toList();
    return found.size() <= limit
        ? new ExperimentSlice(found, null)
        : new ExperimentSlice(found.subList(0, limit), filter.position(found.get(limit - 1)));
  }
}
