package dev.retort.engine.schedule;

import dev.retort.core.State;
import dev.retort.core.store.Change.Admit;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Lets suspects run alone: experiments that were running inside the server's process when it died,
/// more than once. While a suspect is ready or runs, no other Java code starts in this process, so
/// that a further crash identifies its cause. Thread-safe.
public final class Quarantine {
  /// Maximum time for which a suspect waits for other runs to end.
  static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Supplier<Set<String>> suspects;
  private final LongSupplier nanoTime;
  private final Set<String> programs;
  private final Set<String> waiting = new HashSet<>();
  private boolean stale = true;
  private boolean occupied;
  private int others;
  private long waitingSince;

  /// @param suspects the programs with pending suspects; may block
  /// @param programs the programs that run in this process
  /// @param nanoTime the monotonic clock
  public Quarantine(Supplier<Set<String>> suspects, Set<String> programs, LongSupplier nanoTime) {
    this.suspects = suspects;
    this.nanoTime = nanoTime;
    this.programs = Set.copyOf(programs);
  }

  /// The experiments that a claim may take.
  ///
  /// @param most maximum number; 0 if nothing of the program may start now
  record Grant(Admit admit, int most) {}

  /// Which experiments, and how many, a claim for the program may take. May read the store: for the
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

  /// Code that never ends must not block all other code: after a while a suspect runs next to it,
  /// and a crash then counts for neither.
  private boolean waitedEnough() {
    long now = nanoTime.getAsLong();
    if (waitingSince == 0) {
      waitingSince = now;
    }
    return now - waitingSince >= PATIENCE.toNanos();
  }

  /// A claim took `count` fewer experiments than granted.
  synchronized void notTaken(String program, Admit admit, int count) {
    if (count == 0) {
      return;
    }
    if (admit == Admit.SUSPECTS) {
      occupied = false;
      waiting.remove(program); // none is ready, for example because its program is paused
    } else {
      others -= count;
    }
  }

  /// A claimed experiment has ended or was handed back. Returns whether other experiments may have
  /// waited for it.
  public synchronized boolean left(State state) {
    if (state.suspect()) {
      occupied = false;
      stale = true;
      return true;
    }
    others--;
    return !waiting.isEmpty();
  }

  /// Invalidates the cached programs with pending suspects.
  public synchronized void refresh() {
    stale = true;
  }

  /// Whether experiments that are not suspects must wait.
  public synchronized boolean active() {
    return occupied || !waiting.isEmpty();
  }
}
