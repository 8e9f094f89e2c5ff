package dev.retort.engine;

import dev.retort.core.store.Change;
import dev.retort.engine.threads.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Which faults happen, and what of a dead node is still on its way. Used by one thread.
final class SimFaults {
  /// The longest pause of the dispatcher between failed claims, and a little.
  private static final Duration AGAIN = Duration.ofMillis(5_001);

  private final SimWorld world;
  private final Runnable crash;
  private final List<Change<?>> onItsWay = new ArrayList<>();
  private boolean healed;
  private long calmAt;

  /// What happens to a commit.
  enum OfCommit {
    NONE,
    FULL,
    UNKNOWN_LOST,
    UNKNOWN_WRITTEN,
    DIES_BEFORE,
    DIES_AFTER
  }

  /// @param crash ends the node that is there
  SimFaults(SimWorld world, Runnable crash) {
    this.world = world;
    this.crash = crash;
  }

  void heal() {
    healed = true;
  }

  boolean healed() {
    return healed;
  }

  boolean oneIn(int many) {
    return !healed && world.oneIn(many);
  }

  OfCommit ofCommit() {
    if (!oneIn(12)) {
      return OfCommit.NONE;
    }
    OfCommit[] all = OfCommit.values();
    return all[1 + world.chance().nextInt(all.length - 1)];
  }

  /// The store failed: what did not work is tried again within that time.
  void failed() {
    calmAt = world.nanos() + AGAIN.toNanos();
    Threads.Alarm unused = world.at(AGAIN, () -> world.trace("failures are over"));
  }

  /// Whether everything that can start must have been asked for by now.
  boolean calm() {
    return world.nanos() >= calmAt;
  }

  /// Whether it has been calm for that long.
  boolean calmFor(Duration time) {
    return world.nanos() >= calmAt + time.toNanos();
  }

  void crash() {
    crash.run();
  }

  /// What a node had sent when it died, or sends twice, and what may arrive late.
  void onItsWay(List<Change<?>> changes) {
    for (Change<?> change : changes) {
      if (change instanceof Change.Finish || change instanceof Change.Release) {
        onItsWay.add(change);
      }
    }
  }

  List<Change<?>> onItsWay() {
    return onItsWay;
  }
}
