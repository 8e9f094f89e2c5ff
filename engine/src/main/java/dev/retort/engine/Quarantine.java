package dev.retort.engine;

import dev.retort.core.Change.Admit;
import dev.retort.core.State;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Lets suspects run alone: experiments that were inside the server's process when it died, more
/// than once. As long as one of them is ready or runs, no other Java code starts in this process,
/// so that one that dies with it is known to be the cause. Thread-safe.
final class Quarantine {
  /// How long a suspect waits for the others to end.
  static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Supplier<Set<String>> suspects;
  private final LongSupplier nanoTime;
  private final Set<String> programs;
  private final Set<String> waiting = new HashSet<>();
  private boolean stale = true;
  private boolean occupied;
  private int others;
  private long waitingSince;

  /// @param suspects the programs of which suspects are pending; may block
  /// @param programs those that run in this process
  /// @param nanoTime the monotonic clock
  Quarantine(Supplier<Set<String>> suspects, Set<String> programs, LongSupplier nanoTime) {
    this.suspects = suspects;
    this.nanoTime = nanoTime;
    this.programs = Set.copyOf(programs);
  }

  /// Whom a claim may take.
  ///
  /// @param most 0: nothing of that program may start now
  record Grant(Admit admit, int most) {}

  /// Whom a claim for that program may take, and how many at the most. May read the store: for the
  /// dispatcher only.
  Grant enter(String program, int most) {
    if (isStale()) {
      try {
        update(suspects.get());
      } catch (RuntimeException unread) {
        refresh();
        throw unread;
      }
    }
    return grant(program, most);
  }

  private synchronized boolean isStale() {
    boolean was = stale;
    stale = false;
    return was;
  }

  private synchronized void update(Set<String> found) {
    waiting.clear();
    found.stream().filter(programs::contains).forEach(waiting::add);
  }

  private synchronized Grant grant(String program, int most) {
    if (waiting.isEmpty() && !occupied) {
      others += most;
      return new Grant(Admit.UNSUSPECTED, most);
    }
    if (occupied || !waiting.contains(program) || (others > 0 && !waitedEnough())) {
      return new Grant(Admit.SUSPECTS, 0);
    }
    occupied = true;
    waitingSince = 0;
    return new Grant(Admit.SUSPECTS, 1);
  }

  /// Code that never ends must not hold up everything else: after a while a suspect runs beside it,
  /// and a crash then counts for nobody.
  private boolean waitedEnough() {
    long now = nanoTime.getAsLong();
    if (waitingSince == 0) {
      waitingSince = now;
    }
    return now - waitingSince >= PATIENCE.toNanos();
  }

  /// A claim took so many fewer than it was granted.
  synchronized void notTaken(String program, Admit admit, int count) {
    if (count == 0) {
      return;
    }
    if (admit == Admit.SUSPECTS) {
      occupied = false;
      waiting.remove(program); // none is ready: its program is paused, say
    } else {
      others -= count;
    }
  }

  /// One that was taken has ended or was handed back. True when others may have waited for that.
  synchronized boolean left(State state) {
    if (state.suspect()) {
      occupied = false;
      stale = true;
      return true;
    }
    others--;
    return !waiting.isEmpty();
  }

  /// What is known of pending suspects may have changed.
  synchronized void refresh() {
    stale = true;
  }

  /// Whether Java code that is no suspect has to wait.
  synchronized boolean active() {
    return occupied || !waiting.isEmpty();
  }
}
