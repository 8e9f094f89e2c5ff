package dev.retort.engine;

import dev.retort.engine.threads.Threads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Time and chance of one simulation: draws what happens next, from a seed alone. The same seed
/// gives the same run. Used by one thread.
final class SimWorld implements InstantSource {
  private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");
  private static final int TRACE = 60;
  private static final int MOST_STEPS = 60_000;
  private static final int DEEPEST = 5;

  private final RandomGenerator chance;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final Deque<String> trace = new ArrayDeque<>();
  private final List<Supplier<List<Runnable>>> sources = new ArrayList<>();
  private SimThreads threads = new SimThreads(this);
  private Runnable whenIdle = () -> {};
  private Duration offset = Duration.ZERO;
  private Instant latestBeforeJump = BEGINNING;
  private long nanos;
  private long lastEvent;
  private @Nullable AssertionError failed;
  private int depth;
  private int steps;

  private record Event(long at, long number, Runnable work) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return at == other.at ? Long.compare(number, other.number) : Long.compare(at, other.at);
    }
  }

  SimWorld(long seed) {
    chance = new java.util.SplittableRandom(seed);
  }

  RandomGenerator chance() {
    return chance;
  }

  boolean oneIn(int many) {
    return chance.nextInt(many) == 0;
  }

  long nanos() {
    return nanos;
  }

  @Override
  public Instant instant() {
    return BEGINNING.plusNanos(nanos).plus(offset);
  }

  /// The latest moment that the wall clock has shown: it may have jumped back since.
  Instant latest() {
    Instant now = instant();
    return now.isAfter(latestBeforeJump) ? now : latestBeforeJump;
  }

  void jump(Duration by) {
    latestBeforeJump = latest();
    offset = offset.plus(by);
    trace("the clock jumps by " + by);
  }

  /// The node's threads from now on.
  void run(SimThreads those) {
    threads = those;
  }

  /// What else could happen now; asked at each step.
  void source(Supplier<List<Runnable>> more) {
    sources.add(more);
  }

  /// Called when nothing can happen without time going on.
  void whenIdle(Runnable check) {
    whenIdle = check;
  }

  int depth() {
    return depth;
  }

  Threads.Alarm at(Duration wait, Runnable work) {
    Event event = new Event(nanos + Math.max(0, wait.toNanos()), ++lastEvent, work);
    events.add(event);
    return () -> events.remove(event);
  }

  void trace(String what) {
    if (trace.size() == TRACE) {
      trace.removeFirst();
    }
    trace.add(steps + " " + "  ".repeat(depth) + what);
  }

  /// What is thrown when something is not as it must be. The first one is kept: the engine catches
  /// what its store throws.
  AssertionError failure(String why) {
    AssertionError first = failed;
    if (first == null) {
      first = new AssertionError(why + "\nlast steps:\n" + String.join("\n", trace));
      failed = first;
    }
    return first;
  }

  void requireNoFailure() {
    if (failed != null) {
      throw failed;
    }
  }

  /// Runs whatever comes until that is so; ends the caller when its node dies meanwhile.
  void runUntil(SimThreads caller, BooleanSupplier done) {
    depth++;
    try {
      while (!caller.isDead() && !done.getAsBoolean()) {
        step();
      }
    } finally {
      depth--;
    }
    caller.requireAlive();
  }

  /// One thing that could happen now does, or time goes on to the next that will.
  void step() {
    requireNoFailure();
    if (++steps > MOST_STEPS) {
      throw failure("it does not come to an end");
    }
    List<Runnable> ready = threads.ready(depth > DEEPEST);
    if (depth <= DEEPEST) {
      sources.forEach(source -> ready.addAll(source.get()));
      if (due()) {
        ready.add(this::next);
      }
    }
    if (ready.isEmpty() || (depth <= DEEPEST && !events.isEmpty() && oneIn(12))) {
      if (ready.isEmpty() && depth == 0) {
        whenIdle.run();
      }
      if (events.isEmpty()) {
        throw failure("nothing will ever happen any more");
      }
      nanos = Math.max(nanos, events.peek().at());
      next();
      return;
    }
    ready.get(chance.nextInt(ready.size())).run();
  }

  private boolean due() {
    return !events.isEmpty() && events.peek().at() <= nanos;
  }

  private void next() {
    Event event = events.poll();
    if (event != null) {
      event.work().run();
    }
  }
}
