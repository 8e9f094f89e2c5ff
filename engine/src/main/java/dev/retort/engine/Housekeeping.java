package dev.retort.engine;

import dev.retort.core.Change;
import dev.retort.core.Experiment;
import dev.retort.core.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// What happens at its time and not at somebody's call: deferred experiments become ready, expired
/// ones are cancelled, old ones are let go of. Thread-safe.
final class Housekeeping {
  private static final int PAGE = 500;
  private static final Duration BETWEEN_SWEEPS = Duration.ofHours(1);
  private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(10);

  private final Store store;
  private final GroupCommit commits;
  private final Retirement retirement;
  private final Runnable wake;
  private final InstantSource clock;
  private final Agenda agenda;
  private final ReentrantLock sweeping = new ReentrantLock();
  private volatile Instant nextSweep = Instant.MIN;

  /// @param wake called when experiments may have become ready
  Housekeeping(
      Store store,
      GroupCommit commits,
      Retirement retirement,
      InstantSource clock,
      Threads threads,
      Runnable wake) {
    this.store = store;
    this.commits = commits;
    this.retirement = retirement;
    this.wake = wake;
    this.clock = clock;
    this.agenda = new Agenda(clock, threads, this::due);
  }

  void begin() {
    agenda.add(Now.of(clock));
  }

  /// Something happens at that moment.
  void at(Instant moment) {
    agenda.add(moment);
  }

  /// Does now what is due now; for clocks that are moved by hand.
  void look() {
    agenda.look();
  }

  private void due(Instant now) {
    wake.run();
    Instant again = now.plus(AFTER_A_FAILURE);
    try {
      expire(now);
      store.nextDue(now).ifPresent(agenda::add);
      again = sweep(now);
    } catch (RuntimeException failed) {
      EngineLog.unexpected("housekeeping - it goes on later", failed);
    } finally {
      agenda.add(again);
    }
  }

  private void expire(Instant now) {
    List<Experiment> expired;
    do {
      expired = commits.commit(new Change.Expire(PAGE, now));
      if (!expired.isEmpty()) {
        EngineLog.expired(expired.size());
      }
    } while (expired.size() == PAGE);
  }

  /// One thread sweeps at a time, which may take long; the others pass it by.
  ///
  /// @return when to look again
  private Instant sweep(Instant now) {
    if (!now.isBefore(nextSweep) && sweeping.tryLock()) {
      try {
        retirement.sweep(now);
        nextSweep = now.plus(BETWEEN_SWEEPS);
      } finally {
        sweeping.unlock();
      }
    }
    return nextSweep.isAfter(now) ? nextSweep : now.plus(AFTER_A_FAILURE);
  }
}
