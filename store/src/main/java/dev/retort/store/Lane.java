package dev.retort.store;

import dev.retort.core.Backlog;
import dev.retort.core.Experiment;
import dev.retort.core.Status;
import java.util.Map;

/// The counters of one program and priority, by the same rules as in the reference store: each
/// experiment draws a ticket when it is accepted, and `passed` counts the tickets that were claimed
/// for the first time.
///
/// @param key which program and priority
/// @param counts how many are in each status
/// @param lastOrdinal the ordinal of the latest accepted
/// @param lastTicket the ticket of the latest accepted
/// @param passed tickets that were claimed for the first time
/// @param returned pending ones that had been claimed before
record Lane(Key key, Counts counts, long lastOrdinal, long lastTicket, long passed, long returned) {

  record Key(String program, int priority) {
    static Key of(Experiment experiment) {
      return new Key(experiment.program(), experiment.query().priority());
    }
  }

  record Counts(long pending, long running, long finished, long failed, long cancelled) {
    static final Counts NONE = new Counts(0, 0, 0, 0, 0);

    Counts plus(Status status, long change) {
      return switch (status) {
        case PENDING -> new Counts(pending + change, running, finished, failed, cancelled);
        case RUNNING -> new Counts(pending, running + change, finished, failed, cancelled);
        case FINISHED -> new Counts(pending, running, finished + change, failed, cancelled);
        case FAILED -> new Counts(pending, running, finished, failed + change, cancelled);
        case CANCELLED -> new Counts(pending, running, finished, failed, cancelled + change);
      };
    }
  }

  static Lane empty(Key key) {
    return new Lane(key, Counts.NONE, 0, 0, 0, 0);
  }

  Lane accepted(long ordinal) {
    return new Lane(key, counts.plus(Status.PENDING, 1), ordinal, lastTicket + 1, passed, returned);
  }

  /// After a move between two statuses.
  ///
  /// @param claimedBefore whether it had been claimed before this move
  Lane moved(Status from, Status to, boolean claimedBefore) {
    Counts now = counts.plus(from, -1).plus(to, 1);
    long nowPassed = passed;
    long nowReturned = returned;
    if (from == Status.PENDING) {
      if (claimedBefore) {
        nowReturned--;
      } else if (to == Status.RUNNING) {
        nowPassed++;
      }
      if (now.pending() == nowReturned) {
        nowPassed = lastTicket;
      }
    }
    if (to == Status.PENDING) {
      nowReturned++;
    }
    return new Lane(key, now, lastOrdinal, lastTicket, nowPassed, nowReturned);
  }

  /// After one that had ended was deleted.
  Lane without(Status ended) {
    return new Lane(key, counts.plus(ended, -1), lastOrdinal, lastTicket, passed, returned);
  }

  /// An upper bound of a ticket's place within this lane, from 1.
  ///
  /// @param deferred whether later tickets may pass it
  long place(long ticket, boolean deferred) {
    return deferred
        ? counts.pending()
        : Math.max(1, Math.min(counts.pending(), ticket - passed + returned));
  }

  long backlog() {
    return counts.pending() + counts.running();
  }

  Backlog.Lane shown() {
    return new Backlog.Lane(
        key.program(),
        key.priority(),
        Map.of(
            Status.PENDING, counts.pending(),
            Status.RUNNING, counts.running(),
            Status.FINISHED, counts.finished(),
            Status.FAILED, counts.failed(),
            Status.CANCELLED, counts.cancelled()));
  }
}
