package dev.retort.engine;

import dev.retort.core.Change;
import dev.retort.core.Claimed;
import dev.retort.core.Program;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Fills free slots: claims exactly what fits now, as soon as there is something to claim. One
/// platform thread, woken by signals; a slow poll is the backstop only. Thread-safe.
final class Dispatcher implements AutoCloseable {
  private static final Duration BACKSTOP = Duration.ofSeconds(5);
  private static final int LARGEST_CLAIM = 1_000;

  private final GroupCommit commits;
  private final Slots slots;
  private final InstantSource clock;
  private final String node;
  private final Map<String, String> plans;
  private final Consumer<Claimed> start;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  private final Set<String> hungry = new HashSet<>();
  private final Thread thread;
  private boolean stopping;

  private record Asked(String program, int limit, CompletableFuture<List<Claimed>> answer) {}

  /// @param start called with each claimed experiment, on the dispatcher's thread; must not block
  Dispatcher(
      GroupCommit commits,
      Slots slots,
      InstantSource clock,
      String node,
      Collection<Program> programs,
      Consumer<Claimed> start) {
    this.commits = commits;
    this.slots = slots;
    this.clock = clock;
    this.node = node;
    this.plans =
        programs.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Program::name, program -> AttemptPlan.of(program).toJson()));
    this.start = start;
    this.thread = Thread.ofPlatform().name("retort-dispatch").unstarted(this::dispatch);
  }

  void begin() {
    lock.lock();
    try {
      hungry.addAll(plans.keySet());
    } finally {
      lock.unlock();
    }
    thread.start();
  }

  /// Something of that program may be ready to run, or a slot of it is free.
  void wake(String program) {
    if (!plans.containsKey(program)) {
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

  private void dispatch() {
    try {
      while (true) {
        Set<String> programs = nextPrograms();
        if (programs.isEmpty()) {
          return;
        }
        claim(programs);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Waits until a program is hungry; empty to stop.
  private Set<String> nextPrograms() throws InterruptedException {
    lock.lock();
    try {
      long left = BACKSTOP.toNanos();
      while (hungry.isEmpty() && !stopping && left > 0) {
        left = woken.awaitNanos(left);
      }
      if (stopping) {
        return Set.of();
      }
      Set<String> programs = hungry.isEmpty() ? plans.keySet() : Set.copyOf(hungry);
      hungry.clear();
      return programs;
    } finally {
      lock.unlock();
    }
  }

  private void claim(Set<String> programs) throws InterruptedException {
    List<Asked> asked = new ArrayList<>();
    for (String program : programs) {
      int limit = slots.takeUpTo(program, LARGEST_CLAIM);
      if (limit > 0) {
        Change.Claim claim =
            new Change.Claim(program, limit, node, plans.getOrDefault(program, ""), Now.of(clock));
        asked.add(new Asked(program, limit, commits.submit(claim)));
      }
    }
    for (Asked each : asked) {
      take(each);
    }
  }

  private void take(Asked asked) throws InterruptedException {
    List<Claimed> claimed;
    try {
      claimed = asked.answer().get();
    } catch (ExecutionException failed) {
      slots.giveBack(asked.program(), asked.limit());
      EngineLog.unexpected("dispatcher - a claim failed", failed);
      return;
    }
    slots.giveBack(asked.program(), asked.limit() - claimed.size());
    if (claimed.size() == asked.limit()) {
      wake(asked.program());
    }
    claimed.forEach(start);
  }

  /// Claims nothing more once it returns.
  @Override
  public void close() {
    lock.lock();
    try {
      stopping = true;
      woken.signal();
    } finally {
      lock.unlock();
    }
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
