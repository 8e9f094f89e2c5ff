package dev.retort.store.sqlite.sql;

import dev.retort.core.Experiment;
import dev.retort.core.Status;
import dev.retort.core.store.Backlog;
import java.util.Map;

/// The counters of one program and priority, by the same rules as in the reference store: each
/// experiment gets a ticket at its acceptance, and `passed` counts the tickets that have been
/// claimed for the first time.
///
/// @param key program and priority
/// @param counts number of experiments in each status
/// @param lastOrdinal ordinal of the most recently accepted experiment
/// @param lastTicket its ticket
/// @param passed number of tickets that have been claimed for the first time
/// @param returned number of pending experiments that have been claimed before
public record QueueCounter(
    Key key, Counts counts, long lastOrdinal, long lastTicket, long passed, long returned) {

  public record Key(String program, int priority) {
    public static Key of(Experiment experiment) {
      return new Key(experiment.program(), experiment.query().priority());
    }
  }

  public record Counts(long pending, long running, long finished, long failed, long cancelled) {
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

  public static QueueCounter empty(Key key) {
    return new QueueCounter(key, Counts.NONE, 0, 0, 0, 0);
  }

  public QueueCounter accepted(long ordinal) {
    return new QueueCounter(
        key, counts.plus(Status.PENDING, 1), ordinal, lastTicket + 1, passed, returned);
  }

  /// The counters after a transition between two statuses.
  ///
  /// @param claimedBefore whether the experiment had been claimed before
  /// @param inOrder whether it starts in the order of its ticket: it has no owner
  public QueueCounter moved(Status from, Status to, boolean claimedBefore, boolean inOrder) {
    Counts now = counts.plus(from, -1).plus(to, 1);
    long nowPassed = passed;
    long nowReturned = returned;
    if (from == Status.PENDING) {
      if (claimedBefore) {
        nowReturned--;
      } else if (to == Status.RUNNING && inOrder) {
        nowPassed++;
      }
      if (now.pending() == nowReturned) {
        nowPassed = lastTicket;
      }
    }
    if (to == Status.PENDING) {
      nowReturned++;
    }
    return new QueueCounter(key, now, lastOrdinal, lastTicket, nowPassed, nowReturned);
  }

  /// The counters after the deletion of an ended experiment.
  public QueueCounter without(Status ended) {
    return new QueueCounter(key, counts.plus(ended, -1), lastOrdinal, lastTicket, passed, returned);
  }

  /// Upper bound of a ticket's place in this queue, from 1.
  ///
  /// @param passable whether later tickets may pass it
  public long place(long ticket, boolean passable) {
    return passable
        ? counts.pending()
        : Math.max(1, Math.min(counts.pending(), ticket - passed + returned));
  }

  public long backlog() {
    return counts.pending() + counts.running();
  }

  public Backlog.Queue shown() {
    return new Backlog.Queue(
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
