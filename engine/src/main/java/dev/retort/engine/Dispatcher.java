package dev.retort.engine;

import dev.retort.core.Change;
import dev.retort.core.Change.Admit;
import dev.retort.core.Claimed;
import dev.retort.core.Program;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Fills free slots: claims exactly what fits now, as soon as there is something to claim. One
/// thread, woken by signals; a slow poll is the backstop only. A slot that a child process has left
/// is refilled by whoever saw that. Thread-safe.
final class Dispatcher implements Threads.Loop, AutoCloseable {
  private static final Duration BACKSTOP = Duration.ofSeconds(5);
  private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(1);
  private static final Duration LAST_REFILLS = Duration.ofMinutes(1);
  private static final int LARGEST_CLAIM = 1_000;

  private final Parts parts;
  private final Map<String, Source> sources = new LinkedHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  private final Set<String> hungry = new LinkedHashSet<>();
  private final AtomicInteger refills = new AtomicInteger();
  private final Threads.Going thread;
  private volatile boolean open;
  private long lastRound;

  /// What it claims with.
  ///
  /// @param hasWork whether experiments of a program are pending
  /// @param start called with each claimed experiment; must not block
  record Parts(
      GroupCommit commits,
      Slots slots,
      Quarantine quarantine,
      InstantSource clock,
      Threads threads,
      String node,
      Predicate<String> hasWork,
      Consumer<Claimed> start) {}

  private record Source(String plan, boolean inProcess) {}

  private record Asked(
      String program, int limit, Admit admit, CompletableFuture<List<Claimed>> answer) {}

  Dispatcher(Parts parts, Collection<Program> programs) {
    this.parts = parts;
    programs.forEach(program ->
        sources.put(
            program.name(), new Source(AttemptPlan.of(program).toJson(), program.inProcess())));
    this.thread = parts.threads().loop("retort-dispatch", this);
  }

  void begin() {
    lastRound = parts.threads().nanoTime();
    open = true;
    wakeAll();
    thread.start();
  }

  /// Something of that program may be ready to run, or a slot of it is free.
  void wake(String program) {
    if (!sources.containsKey(program)) {
      return;
    }
    lock.lock();
    try {
      if (hungry.add(program)) {
        woken.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Anything may be ready to run.
  void wakeAll() {
    lock.lock();
    try {
      hungry.addAll(sources.keySet());
      woken.signal();
    } finally {
      lock.unlock();
    }
  }

  /// One round: waits until a program is hungry, and claims for those that are.
  @Override
  public boolean step() throws InterruptedException {
    Set<String> programs = nextPrograms();
    if (programs.isEmpty()) {
      return false;
    }
    claim(programs);
    return true;
  }

  @Override
  public boolean ready() {
    lock.lock();
    try {
      return !open || !hungry.isEmpty() || untilPoll() <= 0;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void ended() {
    // nothing to give back
  }

  /// Waits until a program is hungry; empty to stop.
  private Set<String> nextPrograms() throws InterruptedException {
    lock.lock();
    try {
      for (long left = untilPoll(); hungry.isEmpty() && open && left > 0; left = untilPoll()) {
        long unused = woken.awaitNanos(left);
      }
      lastRound = parts.threads().nanoTime();
      if (!open) {
        return Set.of();
      }
      Set<String> programs = new LinkedHashSet<>(hungry.isEmpty() ? sources.keySet() : hungry);
      hungry.clear();
      return programs;
    } finally {
      lock.unlock();
    }
  }

  private long untilPoll() {
    return lastRound + BACKSTOP.toNanos() - parts.threads().nanoTime();
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
      comesLater(program, failed);
      return Optional.empty();
    }
  }

  private void comesLater(String program, RuntimeException failed) {
    EngineLog.unexpected("dispatcher - " + program + " comes later", failed);
    again();
  }

  /// What could not be asked or claimed is looked at again soon: nothing else may ever wake it.
  private void again() {
    Threads.Alarm unused = parts.threads().later(AFTER_A_FAILURE, this::wakeAll);
  }

  private Optional<Asked> askFor(String program) {
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
        wakeAll(); // it left the line and takes nothing: the next in it has not been asked for
      }
    }
    return grant.most() == 0 ? Optional.empty() : Optional.of(ask(program, source, grant));
  }

  /// One that waits for the node's processors or memory must not be passed over for ever; one that
  /// has nothing to start must not hold the others up.
  private void lineUp(String program) {
    boolean lacksNode =
        parts.slots().lacks(program).filter(want -> want != Slots.Want.SLOT).isPresent();
    if (!lacksNode) {
      return;
    }
    if (parts.hasWork().test(program)) {
      parts.slots().lineUp(program);
    } else if (parts.slots().stepBack(program)) {
      wakeAll();
    }
  }

  private Asked ask(String program, Source source, Quarantine.Grant grant) {
    Change.Claim claim =
        new Change.Claim(
            program,
            grant.most(),
            grant.admit(),
            parts.node(),
            source.plan(),
            Now.of(parts.clock()));
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
      wake(asked.program());
    }
    claimed(asked, claimed);
  }

  private void claimed(Asked asked, List<Claimed> claimed) {
    boolean othersWaited = settle(asked, claimed.size());
    if (claimed.size() < asked.limit() && (othersWaited || asked.admit() == Admit.SUSPECTS)) {
      wakeAll();
    }
    claimed.forEach(this::start);
  }

  /// One that cannot be started holds up no other; the next start of the engine finds it.
  private void start(Claimed claimed) {
    try {
      parts.start().accept(claimed);
    } catch (RuntimeException bug) {
      EngineLog.unexpected("dispatcher - " + claimed.experiment().id() + " does not start", bug);
    }
  }

  private void notClaimed(Asked asked, Throwable failure) {
    boolean unused = settle(asked, 0);
    parts.quarantine().refresh(); // whether a suspect is ready was not learnt
    EngineLog.unexpected("dispatcher - a claim failed", failure);
    again();
  }

  /// Claims what fits of a program that runs in processes of its own, and shares nothing with
  /// others; does not wait for the commit.
  void refill(String program) {
    refills.incrementAndGet();
    Optional<Asked> asked =
        open && sources.containsKey(program) ? tryToAskFor(program) : Optional.empty();
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
          wake(asked.program()); // what came meanwhile may have found all slots asked for
        }
      }
    } catch (RuntimeException failed) {
      comesLater(asked.program(), failed);
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

  /// Claims nothing more once it returns.
  @Override
  public void close() {
    lock.lock();
    try {
      open = false;
      woken.signal();
    } finally {
      lock.unlock();
    }
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    parts.threads().awaitUntil(LAST_REFILLS, () -> refills.get() == 0);
  }
}
