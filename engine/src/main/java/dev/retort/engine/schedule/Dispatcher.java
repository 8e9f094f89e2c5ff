package dev.retort.engine.schedule;

import dev.retort.core.Experiment;
import dev.retort.core.Status;
import dev.retort.core.program.Program;
import dev.retort.core.store.Change;
import dev.retort.core.store.Change.Admit;
import dev.retort.core.store.Claimed;
import dev.retort.core.store.Store;
import dev.retort.engine.commit.CommitEvent;
import dev.retort.engine.commit.CommitEvents;
import dev.retort.engine.commit.GroupCommit;
import dev.retort.engine.log.EngineLog;
import dev.retort.engine.log.FailureStreak;
import dev.retort.engine.run.AttemptPlan;
import dev.retort.engine.run.Run;
import dev.retort.engine.run.Runs;
import dev.retort.engine.threads.RetryPauses;
import dev.retort.engine.threads.SingleAlarm;
import dev.retort.engine.threads.Threads;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Fills free slots: claims exactly as many experiments as fit now. Commit events and freed slots
/// wake its only thread; a slow poll is the backstop. The thread that reports an empty process tree
/// refills its slot. Thread-safe.
public final class Dispatcher
    implements Threads.Loop, CommitEvents.Subscriber, Runs.SlotListener, AutoCloseable {
  /// The pauses between failed claims, up to the poll.
  private static final RetryPauses PAUSES = new RetryPauses(Duration.ofSeconds(1), DueRounds.POLL);

  /// One node alone claims from its store, so chance has nothing to spread.
  private static final double NO_CHANCE = 1;

  private static final Duration BLOCKED = Duration.ofSeconds(1);
  private static final Duration LAST_REFILLS = Duration.ofMinutes(1);
  private static final int LARGEST_CLAIM = 1_000;

  private final Parts parts;
  private final Map<String, Source> sources = new LinkedHashMap<>();
  private final DueRounds rounds;
  private final AtomicInteger refills = new AtomicInteger();
  private final FailureStreak failures = new FailureStreak("dispatcher - a claim");
  private final SingleAlarm retry;
  private final SingleAlarm unblocked;
  private final Threads.Going thread;

  /// The dependencies of the dispatcher.
  ///
  /// @param node the name of this node
  public record Parts(
      Store store,
      GroupCommit commits,
      Runs runs,
      Slots slots,
      Quarantine quarantine,
      InstantSource clock,
      Threads threads,
      String node) {}

  private record Source(String plan, boolean inProcess) {}

  private record Asked(
      String program, int limit, Admit admit, CompletableFuture<List<Claimed>> answer) {}

  public Dispatcher(Parts parts, Collection<Program> programs) {
    this.parts = parts;
    programs.forEach(program ->
        sources.put(
            program.name(), new Source(AttemptPlan.of(program).toJson(), program.inProcess())));
    this.rounds = new DueRounds(sources.keySet(), parts.threads());
    this.retry = new SingleAlarm(parts.threads(), rounds::wakeAll);
    this.unblocked = new SingleAlarm(parts.threads(), rounds::wakeAll);
    this.thread = parts.threads().loop("retort-dispatch", this);
  }

  public void begin() {
    rounds.open();
    thread.start();
  }

  /// Wakes for experiments that may be ready to run, those among them that waited for a suspect
  /// which was cancelled or whose program was paused. Suspects are counted anew before.
  @Override
  public void on(CommitEvent event) {
    switch (event) {
      case CommitEvent.Submitted submitted -> {
        if (!parts.slots().isFull(submitted.experiment().program())) {
          rounds.wake(submitted.experiment().program());
        }
      }
      case CommitEvent.Retried retried -> pendingAgain(retried.experiment());
      case CommitEvent.HandedBack handedBack -> pendingAgain(handedBack.experiment());
      case CommitEvent.Resumed resumed -> {
        parts.quarantine().refresh();
        rounds.wake(resumed.program());
      }
      case CommitEvent.Cancelled cancelled -> {
        if (cancelled.experiment().state().suspect()) {
          due();
        }
      }
      case CommitEvent.Paused _ -> {
        if (parts.quarantine().active()) {
          due();
        }
      }
      case CommitEvent.Claimed _,
          CommitEvent.Ended _,
          CommitEvent.CancelRequested _,
          CommitEvent.Expired _,
          CommitEvent.Kept _,
          CommitEvent.Purged _ -> {}
    }
  }

  private void pendingAgain(Experiment experiment) {
    if (experiment.state().suspect()) {
      parts.quarantine().refresh();
    }
    if (experiment.state().notBefore() == null) {
      rounds.wake(experiment.program());
    }
  }

  @Override
  public void emptied(Run run) {
    if (parts.slots().leaveEarly(run)) {
      refill(run.experiment().program());
    }
  }

  @Override
  public void freed(Run run) {
    if (!parts.slots().leave(run)) {
      return;
    }
    String program = run.experiment().program();
    Source source = sources.get(program);
    boolean quarantined =
        source != null
            && source.inProcess()
            && run.startedHere()
            && parts.quarantine().left(run.experiment().state());
    if (quarantined || parts.slots().shares(program)) {
      rounds.wakeAll();
    } else {
      rounds.wake(program);
    }
  }

  /// Wakes for deferred experiments, including suspects, that have become due.
  public void due() {
    parts.quarantine().refresh();
    rounds.wakeAll();
  }

  /// One round: waits until programs are due, and claims for them.
  @Override
  public boolean step() throws InterruptedException {
    Set<String> programs = rounds.next();
    if (programs.isEmpty()) {
      return false;
    }
    claim(programs);
    return true;
  }

  @Override
  public boolean ready() {
    return rounds.ready();
  }

  @Override
  public void ended() {
    // nothing to release
  }

  private void claim(Set<String> programs) throws InterruptedException {
    List<Asked> asked = new ArrayList<>();
    for (String program : programs) {
      tryToAskFor(program).ifPresent(asked::add);
    }
    for (Asked each : asked) {
      take(each);
    }
  }

  private Optional<Asked> tryToAskFor(String program) {
    try {
      return askFor(program);
    } catch (RuntimeException failed) {
      again(failed);
      return Optional.empty();
    }
  }

  /// Retries a failed claim later, because no later event may wake the program. The claims of one
  /// round fail together, and count once.
  private void again(Throwable failure) {
    retry.set(() -> PAUSES.after(failures.failed(failure), NO_CHANCE));
  }

  /// Looks again soon, because no event tells when a blocked program can start.
  private void awaitUnblocked() {
    unblocked.set(() -> BLOCKED);
  }

  private Optional<Asked> askFor(String program) {
    if (parts.runs().blocked(program).isPresent()) {
      awaitUnblocked();
      return Optional.empty();
    }
    int fits = parts.slots().takeUpTo(program, LARGEST_CLAIM);
    if (fits == 0) {
      lineUp(program);
      return Optional.empty();
    }
    Source source = Objects.requireNonNull(sources.get(program));
    Quarantine.Grant grant = new Quarantine.Grant(Admit.ALL, source.inProcess() ? 0 : fits);
    try {
      if (source.inProcess()) {
        grant = parts.quarantine().enter(program, fits);
      }
    } finally {
      if (parts.slots().claimed(program, fits - grant.most(), 0)) {
        rounds.wakeAll(); // the next program in the queue sleeps
      }
    }
    return grant.most() == 0 ? Optional.empty() : Optional.of(ask(program, source, grant));
  }

  /// A program that waits for the node's processors or memory must not starve; a program without
  /// work must not block the others.
  private void lineUp(String program) {
    boolean lacksNode =
        parts.slots().lacks(program).filter(want -> want != Slots.Want.SLOT).isPresent();
    if (!lacksNode) {
      return;
    }
    if (hasWork(program)) {
      parts.slots().lineUp(program);
    } else if (parts.slots().stepBack(program)) {
      rounds.wakeAll();
    }
  }

  /// Whether, according to the counters, a claim for the program could succeed now.
  private boolean hasWork(String program) {
    return !parts.store().paused().contains(program)
        && parts.store().backlog().queues().stream()
            .anyMatch(queue ->
                queue.program().equals(program)
                    && queue.counts().getOrDefault(Status.PENDING, 0L) > 0);
  }

  private Asked ask(String program, Source source, Quarantine.Grant grant) {
    Change.Claim claim =
        new Change.Claim(
            program,
            grant.most(),
            grant.admit(),
            parts.node(),
            source.plan(),
            parts.clock().instant());
    return new Asked(program, grant.most(), grant.admit(), parts.commits().submit(claim));
  }

  private void take(Asked asked) throws InterruptedException {
    List<Claimed> claimed;
    try {
      claimed = parts.threads().await(asked.answer());
    } catch (ExecutionException failed) {
      notClaimed(asked, failed);
      return;
    }
    if (claimed.size() == asked.limit()) {
      rounds.wake(asked.program());
    }
    claimed(asked, claimed);
  }

  private void claimed(Asked asked, List<Claimed> claimed) {
    failures.succeeded();
    boolean othersWaited = settle(asked, claimed.size());
    if (claimed.size() < asked.limit() && (othersWaited || asked.admit() == Admit.SUSPECTS)) {
      rounds.wakeAll();
    }
    claimed.forEach(this::start);
  }

  /// A failed start does not affect others; the next start of the engine recovers the attempt.
  private void start(Claimed claimed) {
    try {
      parts.runs().start(claimed);
    } catch (RuntimeException bug) {
      EngineLog.unexpected("dispatcher - " + claimed.experiment().id() + " failed to start", bug);
    }
  }

  private void notClaimed(Asked asked, Throwable failure) {
    boolean unused = settle(asked, 0);
    parts.quarantine().refresh(); // whether a suspect is ready is unknown
    again(failure);
  }

  /// Claims as many experiments as fit of a program that runs in child processes and shares no
  /// capacity. Does not wait for the commit.
  private void refill(String program) {
    refills.incrementAndGet();
    Optional<Asked> asked =
        rounds.isOpen() && sources.containsKey(program) ? tryToAskFor(program) : Optional.empty();
    asked.ifPresentOrElse(
        each -> each.answer().whenComplete((claimed, failure) -> refilled(each, claimed, failure)),
        refills::decrementAndGet);
  }

  private void refilled(Asked asked, @Nullable List<Claimed> claimed, @Nullable Throwable failure) {
    try {
      if (claimed == null) {
        notClaimed(asked, Objects.requireNonNull(failure));
      } else {
        claimed(asked, claimed);
        if (claimed.size() < asked.limit()) {
          // what arrived meanwhile may have found every slot requested
          rounds.wake(asked.program());
        }
      }
    } catch (RuntimeException failed) {
      again(failed);
    } finally {
      refills.decrementAndGet();
    }
  }

  private boolean settle(Asked asked, int brought) {
    boolean othersWaited = parts.slots().claimed(asked.program(), asked.limit(), brought);
    if (asked.admit() != Admit.ALL) {
      parts.quarantine().notTaken(asked.program(), asked.admit(), asked.limit() - brought);
    }
    return othersWaited;
  }

  /// Ends all claims before it returns.
  @Override
  public void close() {
    rounds.close();
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    parts.threads().awaitUntil(LAST_REFILLS, () -> refills.get() == 0);
  }
}
