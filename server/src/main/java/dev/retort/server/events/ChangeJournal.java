package dev.retort.server.events;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Sequence;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The latest changes in the order of commits, once for all streams of filters: each reads on from
/// its own position. The number of changes and their size are bounded; a reader that falls behind
/// finds its position gone. Thread-safe.
final class ChangeJournal {
  /// Maximum size of the changes.
  private static final long BYTES = 16L << 20;

  /// An estimate of the size of an experiment without its texts.
  private static final int EXPERIMENT_BYTES = 1_000;

  private final InstantSource clock;
  private final @Nullable Entry[] ring;
  private final Map<ExperimentId, Long> latest = new HashMap<>();
  private long first;
  private long next;
  private long bytes;
  private boolean open;
  private boolean announced;

  /// A change.
  ///
  /// @param number its position
  /// @param owner whose experiment it is
  /// @param experiment the snapshot after the change; null if it was deleted
  record Entry(
      long number, Instant at, ExperimentId id, String owner, @Nullable Experiment experiment) {
    private long bytes() {
      return experiment == null
          ? EXPERIMENT_BYTES
          : EXPERIMENT_BYTES
              + 2L * experiment.query().parameters().length()
              + 200L * experiment.query().labels().size()
              + sequenceBytes(experiment.query().sequence());
    }

    private static long sequenceBytes(Sequence sequence) {
      return sequence instanceof Sequence.Inline inline ? 2L * inline.text().length() : 0;
    }
  }

  ChangeJournal(int capacity, InstantSource clock) {
    this.ring = new Entry[capacity];
    this.clock = clock;
  }

  /// Records changes from now on. Returns the position of the next one.
  synchronized long open() {
    if (!open) {
      open = true;
      forget();
    }
    return next;
  }

  /// Records nothing more, and holds nothing.
  synchronized void close() {
    open = false;
    forget();
  }

  /// Forgets everything, after changes that are not recorded: every position is gone.
  synchronized void forget() {
    while (first < next) {
      dropFirst();
    }
    next++;
    first = next;
  }

  /// Adds a change. Returns whether to call [#publishing] soon.
  ///
  /// @param experiment null if it was deleted
  synchronized boolean add(ExperimentId id, String owner, @Nullable Experiment experiment) {
    if (!open) {
      return false;
    }
    Entry entry = new Entry(next, clock.instant(), id, owner, experiment);
    if (next - first == ring.length) {
      dropFirst();
    }
    ring[(int) (next % ring.length)] = entry;
    latest.put(id, next);
    next++;
    bytes += entry.bytes();
    while (bytes > BYTES && first < next - 1) {
      dropFirst();
    }
    boolean wake = !announced;
    announced = true;
    return wake;
  }

  private void dropFirst() {
    int at = (int) (first % ring.length);
    Entry entry = ring[at];
    if (entry != null) {
      ring[at] = null;
      bytes -= entry.bytes();
      latest.remove(entry.id(), first);
    }
    first++;
  }

  /// Readers look now.
  synchronized void publishing() {
    announced = false;
  }

  /// Whether a reader at this position misses nothing.
  synchronized boolean holds(long position) {
    return open && first <= position && position <= next;
  }

  synchronized long next() {
    return next;
  }

  /// The first change from this position on that no later one replaces; empty if there is none.
  synchronized Optional<Entry> from(long position) {
    for (long number = Math.max(position, first); number < next; number++) {
      Entry entry = ring[(int) (number % ring.length)];
      if (entry != null && Long.valueOf(number).equals(latest.get(entry.id()))) {
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }
}
