package dev.retort.engine;

import dev.retort.engine.threads.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/// One node's threads in the simulator: nothing runs by itself; [SimWorld] draws what runs next. A
/// wait runs other work of the world until it is over. Used by one thread.
final class SimThreads implements Threads {
  /// So many threads work on files in a real node.
  private static final int AT_ONCE = 4;

  private final SimWorld world;
  private final List<SimLoop> loops = new ArrayList<>();
  private final List<Runnable> tasks = new ArrayList<>();
  private boolean closed;
  private boolean dead;

  /// The process has died: nothing of it runs any more.
  static final class Died extends Error {
    private static final long serialVersionUID = 1;

    Died() {
      super("the node died", null, false, false);
    }
  }

  private final class SimLoop implements Going {
    private final String name;
    private final Loop loop;
    private boolean started;
    private boolean inStep;
    private boolean over;

    SimLoop(String name, Loop loop) {
      this.name = name;
      this.loop = loop;
    }

    @Override
    public void start() {
      started = true;
    }

    boolean ready() {
      return started && !inStep && !over && loop.ready();
    }

    void step() {
      world.trace(name);
      inStep = true;
      boolean more = false;
      try {
        more = loop.step();
      } catch (InterruptedException never) {
        throw new IllegalStateException("nobody interrupts", never);
      } finally {
        inStep = false;
        if (!more && !dead) {
          over = true;
          loop.ended();
        }
      }
    }

    @Override
    public void join() {
      world.runUntil(SimThreads.this, () -> over || !started);
    }
  }

  SimThreads(SimWorld world) {
    this.world = world;
  }

  void die() {
    dead = true;
  }

  boolean isDead() {
    return dead;
  }

  void requireAlive() {
    if (dead) {
      throw new Died();
    }
  }

  /// What could run now; of tasks those that as many threads would have begun.
  List<Runnable> ready(boolean onlyLoops) {
    List<Runnable> found = new ArrayList<>();
    if (dead) {
      return found;
    }
    for (SimLoop loop : loops) {
      if (loop.ready()) {
        found.add(loop::step);
      }
    }
    for (int i = 0; !onlyLoops && i < Math.min(AT_ONCE, tasks.size()); i++) {
      Runnable task = tasks.get(i);
      found.add(() -> {
        tasks.remove(task);
        task.run();
      });
    }
    return found;
  }

  @Override
  public Going loop(String name, Loop loop) {
    SimLoop made = new SimLoop(name, loop);
    loops.add(made);
    return made;
  }

  @Override
  public <R> R await(CompletableFuture<R> answer) throws InterruptedException, ExecutionException {
    world.runUntil(this, answer::isDone);
    return answer.get();
  }

  @Override
  public void awaitUntil(Duration atMost, BooleanSupplier done) {
    long end = nanoTime() + atMost.toNanos();
    world.runUntil(this, () -> done.getAsBoolean() || nanoTime() - end >= 0);
  }

  @Override
  public void files(Runnable work) {
    if (!closed) {
      tasks.add(() -> {
        try {
          work.run();
        } catch (RuntimeException failed) {
          world.trace("files failed: " + failed);
        }
      });
    }
  }

  @Override
  public void persist(String what, Runnable work) {
    files(() -> {
      try {
        work.run();
      } catch (RuntimeException failed) {
        world.trace(what + " tried again: " + failed);
        Alarm unused = later(Duration.ofSeconds(1), () -> persist(what, work));
      }
    });
  }

  @Override
  public Alarm later(Duration wait, Runnable work) {
    return world.at(
        wait,
        () -> {
          if (!dead && !closed) {
            work.run();
          }
        });
  }

  @Override
  public Alarm detached(String name, Runnable work) {
    throw new UnsupportedOperationException("the simulator has no code of an application: " + name);
  }

  @Override
  public Executor stoppers() {
    return this::files;
  }

  @Override
  public Executor starters() {
    return work ->
        files(() -> {
          if (!closed) {
            work.run();
          }
        });
  }

  @Override
  public long nanoTime() {
    return world.nanos();
  }

  @Override
  public void close() {
    closed = true;
    world.runUntil(this, tasks::isEmpty);
  }
}
