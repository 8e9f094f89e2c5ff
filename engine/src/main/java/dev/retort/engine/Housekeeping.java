package dev.retort.engine;

import dev.retort.core.Change;
import dev.retort.core.Experiment;
import dev.retort.core.RetortException;
import dev.retort.core.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// What happens at its time and not at somebody's call: deferred experiments become ready, expired
/// ones are cancelled, old ones are let go of. Thread-safe.
final class Housekeeping {
  private static final int PAGE = 500;
  private static final Duration BETWEEN_SWEEPS = Duration.ofHours(1);

  private final Store store;
  private final GroupCommit commits;
  private final Retirement retirement;
  private final Runnable wake;
  private final InstantSource clock;
  private final Agenda agenda;
  private Instant nextSweep = Instant.MIN;

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
    try {
      wake.run();
      expire(now);
      sweep(now);
    } catch (RetortException failed) {
      EngineLog.unexpected("housekeeping - it goes on later", failed);
      agenda.add(now.plusSeconds(1));
    }
    store.nextDue(now).ifPresent(agenda::add);
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

  private synchronized void sweep(Instant now) {
    if (!now.isBefore(nextSweep)) {
      nextSweep = now.plus(BETWEEN_SWEEPS);
      retirement.sweep(now);
    }
    agenda.add(nextSweep);
  }
}
