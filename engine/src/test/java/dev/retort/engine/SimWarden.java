package dev.retort.engine;

import dev.retort.core.Ending;
import dev.retort.core.ExperimentId;
import dev.retort.core.Outcome;
import dev.retort.core.Reason;
import dev.retort.engine.warden.StopCause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The simulated warden: its children go on while nodes come and go, and what it wrote down stays.
/// Used by one thread.
final class SimWarden {
  private static final int SIGKILL = 9;

  private final SimWorld world;
  private final SimLedger ledger;
  private final Map<Key, Child> children = new HashMap<>();
  private Consumer<Key> ended = _ -> {};

  record Key(ExperimentId id, int attempt) {}

  /// What stands in the evidence of an attempt: forbidden to start, or started and then its end.
  static final class Child {
    private final boolean started;
    private boolean alive;
    private @Nullable Ending exit;
    private @Nullable StopCause stopped;
    private @Nullable Instant stoppedAt;

    private Child(boolean started) {
      this.started = started;
      this.alive = started;
    }

    boolean started() {
      return started;
    }

    boolean alive() {
      return alive;
    }

    @Nullable Ending exit() {
      return exit;
    }
  }

  SimWarden(SimWorld world, SimLedger ledger) {
    this.world = world;
    this.ledger = ledger;
  }

  /// Who is told of ends from now on.
  void connect(Consumer<Key> listener) {
    ended = listener;
  }

  @Nullable Child evidence(Key key) {
    return children.get(key);
  }

  /// Decides that it never starts; false when it has been decided otherwise.
  boolean forbid(Key key) {
    Child child = children.computeIfAbsent(key, _ -> new Child(false));
    return !child.started;
  }

  /// Starts the program, unless its start was decided before.
  boolean start(Key key, SimPrograms.Deed deed, AttemptPlan plan, @Nullable Duration timeout) {
    if (children.containsKey(key)) {
      return false;
    }
    Child child = new Child(true);
    children.put(key, child);
    ledger.began(key.id(), key.attempt(), true);
    if (deed.ends()) {
      Threads.Alarm unused = world.at(deed.length(), () -> exits(key, child, deed, plan));
    }
    if (timeout != null) {
      Threads.Alarm unused = world.at(timeout, () -> stop(key, StopCause.TIMEOUT, deed));
    }
    return true;
  }

  private void exits(Key key, Child child, SimPrograms.Deed deed, AttemptPlan plan) {
    if (!child.alive) {
      return;
    }
    ledger.returned(key.id(), key.attempt(), true, deed.code());
    Outcome outcome =
        plan.successCodes().contains(deed.code())
            ? new Outcome.Finished(deed.code())
            : new Outcome.Failed(Reason.EXIT, deed.code(), null, null);
    over(key, child, outcome, deed.code());
  }

  void stop(Key key, StopCause cause, SimPrograms.Deed deed) {
    Child child = children.get(key);
    if (child == null || !child.alive || child.stopped != null) {
      return;
    }
    child.stopped = cause;
    child.stoppedAt = Now.of(world);
    Duration until = deed.deaf() ? SimPrograms.GRACE : Duration.ofMillis(3);
    Threads.Alarm unused =
        world.at(
            until,
            () -> {
              if (child.alive) {
                ledger.over(key.id(), key.attempt(), true);
                over(key, child, new Outcome.Failed(Reason.SIGNAL, null, SIGKILL, null), null);
              }
            });
  }

  private void over(Key key, Child child, Outcome byItself, @Nullable Integer code) {
    child.alive = false;
    Integer signal = code == null ? SIGKILL : null;
    Outcome outcome =
        switch (child.stopped) {
          case CANCEL -> new Outcome.Cancelled(code, signal);
          case TIMEOUT -> new Outcome.Failed(Reason.TIMEOUT, code, signal, null);
          case SHUTDOWN, LEASE_LOST -> new Outcome.Failed(Reason.LOST, code, signal, null);
          case null -> byItself;
        };
    child.exit = new Ending(outcome, null, null, child.stoppedAt);
    ended.accept(key);
  }

  /// It is killed, and its children with it: they leave no record of their end.
  void kill() {
    world.trace("the warden is killed");
    List<Key> gone = new ArrayList<>();
    children.forEach((key, child) -> {
      if (child.alive) {
        child.alive = false;
        ledger.over(key.id(), key.attempt(), true);
        gone.add(key);
      }
    });
    gone.sort(
        java.util.Comparator.comparing((Key key) -> key.id().toString())
            .thenComparing(Key::attempt));
    gone.forEach(ended);
  }
}
