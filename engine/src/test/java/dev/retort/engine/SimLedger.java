package dev.retort.engine;

import dev.retort.core.ExperimentId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the simulated programs themselves know: which attempt began, which is under way, what it
/// returned. Used by one thread.
final class SimLedger {
  private final SimWorld world;
  private final Set<Try> began = new HashSet<>();
  private final Map<ExperimentId, Try> underWay = new HashMap<>();
  private final Map<Try, Integer> returned = new HashMap<>();

  /// @param child whether it outlives its node
  private record Try(ExperimentId id, int attempt, boolean child) {}

  SimLedger(SimWorld world) {
    this.world = world;
  }

  void began(ExperimentId id, int attempt, boolean child) {
    Try now = new Try(id, attempt, child);
    world.trace("begins " + id + " " + attempt);
    if (!began.add(now)) {
      throw world.failure("attempt " + attempt + " of " + id + " ran twice");
    }
    Try other = underWay.put(id, now);
    if (other != null) {
      throw world.failure(id + " runs twice at once, attempts " + other.attempt + ", " + attempt);
    }
  }

  /// It ended by itself.
  void returned(ExperimentId id, int attempt, boolean child, int code) {
    returned.put(new Try(id, attempt, child), code);
    over(id, attempt, child);
  }

  /// It is over, in whatever way.
  void over(ExperimentId id, int attempt, boolean child) {
    world.trace("is over " + id + " " + attempt);
    underWay.remove(id, new Try(id, attempt, child));
  }

  /// What ran inside a node is over with it.
  void nodeGone() {
    underWay.values().removeIf(each -> !each.child());
  }

  boolean childUnderWay(ExperimentId id) {
    Try each = underWay.get(id);
    return each != null && each.child();
  }

  /// What an attempt itself returned; null when it did not end by itself.
  @Nullable Integer code(ExperimentId id, int attempt) {
    Integer inside = returned.get(new Try(id, attempt, false));
    return inside != null ? inside : returned.get(new Try(id, attempt, true));
  }
}
