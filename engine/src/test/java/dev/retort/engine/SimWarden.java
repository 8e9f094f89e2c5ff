package dev.retort.engine;

import dev.retort.core.AttemptResult;
import dev.retort.core.ExperimentId;
import dev.retort.core.Outcome;
import dev.retort.core.Reason;
import dev.retort.core.program.Program;
import dev.retort.engine.run.AttemptPlan;
import dev.retort.engine.threads.Threads;
import dev.retort.warden.client.StopCause;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The simulated warden: its children go on while nodes come and go, and what it wrote down stays.
/// Used by one thread.
final class SimWarden {
  private static final int SIGKILL = 9;
  private static final int MOST_RECORDING_MILLIS = 40;

  private final SimWorld world;
  private final SimLedger ledger;
  private final Map<Key, Child> children = new HashMap<>();
  private Listener listener = NOBODY;

  /// Told of ends; nobody is while no node is there.
  interface Listener {
    void emptied(Key key);

    void ended(Key key);
  }

  static final Listener NOBODY =
      new Listener() {
        @Override
        public void emptied(Key key) {}

        @Override
        public void ended(Key key) {}
      };

  record Key(ExperimentId id, int attempt) {}

  /// What stands in the evidence of an attempt: forbidden to start, or started and then its end.
  static final class Child {
    private final @Nullable String program;
    private boolean alive;
    private boolean emptied;
    private @Nullable AttemptResult exit;
    private @Nullable StopCause stopped;
    private @Nullable Instant stoppedAt;

    /// @param program null when it was forbidden to start
    private Child(@Nullable String program) {
      this.program = program;
      this.alive = program != null;
    }

    boolean started() {
      return program != null;
    }

    private boolean runs() {
      return alive && !emptied;
    }

    /// In the warden's hands: it runs, or its end is being recorded.
    boolean alive() {
      return alive;
    }

    @Nullable AttemptResult exit() {
      return exit;
    }
  }

  SimWarden(SimWorld world, SimLedger ledger) {
    this.world = world;
    this.ledger = ledger;
  }

  /// Who is told of ends from now on.
  void connect(Listener told) {
    listener = told;
  }

  @Nullable Child evidence(Key key) {
    return children.get(key);
  }

  /// Decides that it never starts; false when it has been decided otherwise.
  boolean forbid(Key key) {
    Child child = children.computeIfAbsent(key, _ -> new Child(null));
    return !child.started();
  }

  /// Starts the program, unless its start was decided before.
  boolean start(
      Key key,
      Program program,
      SimPrograms.Deed deed,
      AttemptPlan plan,
      @Nullable Duration timeout) {
    if (children.containsKey(key)) {
      return false;
    }
    Child child = new Child(program.name());
    children.put(key, child);
    requireRoom(program);
    ledger.began(key.id(), key.attempt(), true);
    if (deed.ends()) {
      Threads.Alarm unused = world.at(deed.length(), () -> exits(key, child, deed, plan));
    }
    if (timeout != null) {
      Threads.Alarm unused = world.at(timeout, () -> stop(key, StopCause.TIMEOUT, deed));
    }
    return true;
  }

  private void requireRoom(Program program) {
    long running =
        children.values().stream()
            .filter(child -> child.runs() && program.name().equals(child.program))
            .count();
    if (running > program.settings().limits().concurrency()) {
      throw world.failure(running + " of " + program.name() + " run at once");
    }
  }

  private void exits(Key key, Child child, SimPrograms.Deed deed, AttemptPlan plan) {
    if (!child.runs()) {
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
    if (child == null || !child.runs() || child.stopped != null) {
      return;
    }
    child.stopped = cause;
    child.stoppedAt = world.instant().truncatedTo(ChronoUnit.MILLIS);
    Duration until = deed.deaf() ? SimPrograms.GRACE : Duration.ofMillis(3);
    Threads.Alarm unused =
        world.at(
            until,
            () -> {
              if (child.runs()) {
                ledger.over(key.id(), key.attempt(), true);
                over(key, child, new Outcome.Failed(Reason.SIGNAL, null, SIGKILL, null), null);
              }
            });
  }

  private void over(Key key, Child child, Outcome byItself, @Nullable Integer code) {
    child.emptied = true;
    listener.emptied(key);
    Integer signal = code == null ? SIGKILL : null;
    Outcome outcome =
        switch (child.stopped) {
          case CANCEL -> new Outcome.Cancelled(code, signal);
          case TIMEOUT -> new Outcome.Failed(Reason.TIMEOUT, code, signal, null);
          case OUTPUT -> new Outcome.Failed(Reason.OUTPUT_LIMIT, code, signal, null);
          case SHUTDOWN -> new Outcome.Failed(Reason.LOST, code, signal, null);
          case null -> byItself;
        };
    AttemptResult attemptResult = new AttemptResult(outcome, null, null, child.stoppedAt);
    Threads.Alarm unused =
        world.at(
            Duration.ofMillis(world.chance().nextInt(MOST_RECORDING_MILLIS)),
            () -> recorded(key, child, attemptResult));
  }

  private void recorded(Key key, Child child, AttemptResult attemptResult) {
    if (child.alive) {
      child.alive = false;
      child.exit = attemptResult;
      listener.ended(key);
    }
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
    gone.forEach(listener::ended);
  }
}
