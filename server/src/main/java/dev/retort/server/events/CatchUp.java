package dev.retort.server.events;

import dev.retort.core.Experiment;
import dev.retort.core.Status;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.core.store.ExperimentFilter.Position;
import dev.retort.core.store.ExperimentSlice;
import dev.retort.core.store.TimeRange;
import dev.retort.engine.Engine;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/// Finds what may have changed since a time, from the store alone: every experiment that has not
/// ended, and every one that ended since. Looks at a bounded number. Not thread-safe.
final class CatchUp {
  /// Maximum number of experiments; there may be more than anybody wants to receive one by one.
  private static final int MOST = 1_000;

  private static final int SLICE = 100;
  private static final int MOST_SLICES = 40;

  /// An end is committed a little later than the time that it carries.
  private static final Duration MARGIN = Duration.ofMinutes(1);

  private final Engine engine;
  private final StreamScope scope;
  private int found;
  private int slices;

  /// Takes one experiment.
  @FunctionalInterface
  interface Receiver {
    void take(Experiment snapshot) throws IOException;
  }

  CatchUp(Engine engine, StreamScope scope) {
    this.engine = engine;
    this.scope = scope;
  }

  /// Returns false if there is more than the bound.
  boolean since(Instant time, Receiver receiver) throws IOException {
    ExperimentFilter filter = scope.filter();
    Set<Status> waiting = EnumSet.of(Status.PENDING, Status.RUNNING);
    if (!filter.statuses().isEmpty()) {
      waiting.retainAll(filter.statuses());
    }
    boolean whole = waiting.isEmpty() || all(filter.withStatuses(Set.copyOf(waiting)), receiver);
    Instant from = filter.ended().from();
    Instant since = time.minus(MARGIN);
    TimeRange ended =
        new TimeRange(from == null || from.isBefore(since) ? since : from, filter.ended().to());
    return whole && all(filter.withEnded(ended), receiver);
  }

  private boolean all(ExperimentFilter filter, Receiver receiver) throws IOException {
    Position after = null;
    do {
      ExperimentSlice slice = engine.slice(filter.withBefore(after), SLICE);
      for (Experiment each : slice.experiments()) {
        if (scope.sees(each)) {
          receiver.take(each);
          found++;
        }
      }
      after = slice.next();
      slices++;
    } while (after != null && found < MOST && slices < MOST_SLICES);
    return after == null;
  }
}
