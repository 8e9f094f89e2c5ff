package dev.retort.store.memory;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Status;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/// The counters and the pending experiments of one program and priority. Not thread-safe.
///
/// A position is computed from counters without a search: each experiment gets a ticket at its
/// acceptance, and `passed` counts the tickets that have been claimed for the first time.
final class MemoryQueue {
  private final Map<Status, Long> counts = new EnumMap<>(Status.class);
  private final TreeMap<Long, ExperimentId> pending = new TreeMap<>();
  private long lastTicket;
  private long passed;
  private long returned;

  MemoryQueue() {
    for (Status status : Status.values()) {
      counts.put(status, 0L);
    }
  }

  Map<Status, Long> counts() {
    return counts;
  }

  /// The pending experiments, by ordinal.
  Iterable<ExperimentId> pending() {
    return pending.values();
  }

  long pendingCount() {
    return pending.size();
  }

  long accept(Experiment experiment) {
    counts.merge(Status.PENDING, 1L, Long::sum);
    pending.put(experiment.ordinal(), experiment.id());
    return ++lastTicket;
  }

  /// Counts a transition and updates the queue.
  void move(Experiment before, Experiment after) {
    Status from = before.status();
    Status to = after.status();
    if (from == to) {
      return;
    }
    counts.merge(from, -1L, Long::sum);
    counts.merge(to, 1L, Long::sum);
    if (from == Status.PENDING) {
      leave(before, to);
    }
    if (to == Status.PENDING) {
      pending.put(after.ordinal(), after.id());
      returned++;
    }
  }

  /// Counts the deletion of an ended experiment.
  void forget(Status ended) {
    counts.merge(ended, -1L, Long::sum);
  }

  private void leave(Experiment before, Status to) {
    pending.remove(before.ordinal());
    if (before.state().attempt() > 0) {
      returned--;
    } else if (to == Status.RUNNING && before.query().owner().isEmpty()) {
      passed++; // others start in another order
    }
    if (pending.size() == returned) {
      passed = lastTicket;
    }
  }

  /// Upper bound of the place in this queue, from 1.
  ///
  /// @param passable whether later tickets may pass it
  long place(long ticket, boolean passable) {
    return passable
        ? pending.size()
        : Math.max(1, Math.min(pending.size(), ticket - passed + returned));
  }
}
