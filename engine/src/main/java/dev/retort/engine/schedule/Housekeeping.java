package dev.retort.engine.schedule;

import dev.retort.core.Experiment;
import dev.retort.core.store.Change;
import dev.retort.core.store.Store;
import dev.retort.engine.commit.CommitEvent;
import dev.retort.engine.commit.CommitEvents;
import dev.retort.engine.commit.GroupCommit;
import dev.retort.engine.log.EngineLog;
import dev.retort.engine.log.FailureStreak;
import dev.retort.engine.threads.RetryPauses;
import dev.retort.engine.threads.Threads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Work that is due at a time: deferred experiments become ready, expired experiments are
/// cancelled, old experiments are purged, deleted experiments lose their files. Thread-safe.
public final class Housekeeping implements CommitEvents.Subscriber {
  private static final int PAGE = 500;
  private static final Duration BETWEEN_SWEEPS = Duration.ofHours(1);
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final RetryPauses PAUSES = new RetryPauses(SOON, Duration.ofMinutes(10));

  /// One node alone sweeps its store, so chance has nothing to spread.
  private static final double NO_CHANCE = 1;

  private final Store store;
  private final GroupCommit commits;
  private final RetentionSweep retention;
  private final Runnable wake;
  private final InstantSource clock;
  private final Threads threads;
  private final WakeupTimer timer;
  private final ReentrantLock sweeping = new ReentrantLock();
  private final FailureStreak rounds = new FailureStreak("housekeeping - a round");
  private final FailureStreak deletions = new FailureStreak("housekeeping - a deletion");
  private final AtomicBoolean untidy = new AtomicBoolean();
  private volatile Instant nextSweep = Instant.MIN;

  /// @param wake called when experiments may have become ready
  public Housekeeping(
      Store store,
      GroupCommit commits,
      RetentionSweep retention,
      InstantSource clock,
      Threads threads,
      Runnable wake) {
    this.store = store;
    this.commits = commits;
    this.retention = retention;
    this.wake = wake;
    this.clock = clock;
    this.threads = threads;
    this.timer = new WakeupTimer(clock, threads, this::due);
  }

  public void begin() {
    timer.add(clock.instant());
  }

  /// Sets the timer for experiments that become ready or expire later.
  @Override
  public void on(CommitEvent event) {
    switch (event) {
      case CommitEvent.Submitted submitted -> {
        at(submitted.experiment().state().notBefore());
        at(submitted.experiment().expiresAt());
      }
      case CommitEvent.Retried retried -> at(retried.experiment().state().notBefore());
      case CommitEvent.HandedBack handedBack -> at(handedBack.experiment().state().notBefore());
      case CommitEvent.Ended ended -> ended(ended.experiment());
      case CommitEvent.Cancelled cancelled -> ended(cancelled.experiment());
      case CommitEvent.Purged _ -> tidySoon();
      case CommitEvent.Claimed _,
          CommitEvent.CancelRequested _,
          CommitEvent.Expired _,
          CommitEvent.Kept _,
          CommitEvent.Paused _,
          CommitEvent.Resumed _ -> {}
    }
  }

  private void ended(Experiment experiment) {
    if (experiment.state().deleteAtEnd()) {
      tidySoon();
    }
  }

  /// The sizes of ended experiments have grown.
  public void grown() {
    if (retention.limitsSizes()) {
      tidySoon();
    }
  }

  private void tidySoon() {
    if (untidy.compareAndSet(false, true)) {
      threads.files(this::tidy);
    }
  }

  private void at(@Nullable Instant moment) {
    if (moment != null) {
      timer.add(moment);
    }
  }

  /// Does all due work, after the current round of another thread if there is one; for clocks that
  /// are set by hand. Blocks.
  public void look() {
    sweeping.lock();
    try {
      due(clock.instant());
    } finally {
      sweeping.unlock();
    }
    tidy();
  }

  private void due(Instant now) {
    wake.run();
    Instant again = now.plus(SOON);
    try {
      expire(now);
      store.nextDue(now).ifPresent(timer::add);
      again = sweep(now);
      tidy();
      rounds.succeeded();
    } catch (RuntimeException failed) {
      again = now.plus(PAUSES.after(rounds.failed(failed), NO_CHANCE));
    } finally {
      timer.add(again);
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

  /// Sweeps on one thread at a time; a sweep may take long, and other threads do not wait for it.
  ///
  /// @return the time of the next sweep
  private Instant sweep(Instant now) {
    if (!now.isBefore(nextSweep) && sweeping.tryLock()) {
      try {
        retention.sweep(now);
        nextSweep = now.plus(BETWEEN_SWEEPS);
      } finally {
        sweeping.unlock();
      }
    }
    return nextSweep.isAfter(now) ? nextSweep : now.plus(SOON);
  }

  /// Does what [RetentionSweep#tidy] does if something asked for it. A thread that sweeps meanwhile
  /// does it at its end.
  private void tidy() {
    while (untidy.get() && sweeping.tryLock()) {
      try {
        if (untidy.getAndSet(false)) {
          retention.tidy(clock.instant());
          deletions.succeeded();
        }
      } catch (RuntimeException failed) {
        Duration pause = PAUSES.after(deletions.failed(failed), NO_CHANCE);
        Threads.Alarm unused = threads.later(pause, this::tidySoon);
      } finally {
        sweeping.unlock();
      }
    }
  }
}
