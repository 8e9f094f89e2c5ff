package dev.retort.store;

import dev.retort.core.Experiment;
import dev.retort.core.Query;
import dev.retort.core.State;
import dev.retort.core.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The writer's copy of all counters: changed here with each move, written once per transaction,
/// and taken back with it. Not thread-safe.
final class Lanes {
  private final Map<Lane.Key, Lane> lanes = new HashMap<>();
  private final List<Undo> undo = new ArrayList<>();
  private long backlog;
  private long lastOrdinal;

  private record Undo(Lane.Key key, @Nullable Lane before, long lastOrdinal) {}

  Lanes(List<Lane> stored) {
    for (Lane lane : stored) {
      lanes.put(lane.key(), lane);
      backlog += lane.backlog();
      lastOrdinal = Math.max(lastOrdinal, lane.lastOrdinal());
    }
  }

  /// How many experiments have not ended.
  long backlog() {
    return backlog;
  }

  long nextOrdinal() {
    return lastOrdinal + 1;
  }

  /// Counts a new experiment under the next ordinal; the lane's last ticket is its own.
  Lane accept(Lane.Key key) {
    long ordinal = nextOrdinal();
    Lane lane = change(key, before -> before.accepted(ordinal));
    lastOrdinal = ordinal;
    return lane;
  }

  void move(Lane.Key key, Status from, Status to, boolean claimedBefore) {
    change(key, before -> before.moved(from, to, claimedBefore));
  }

  /// Counts one less of those that have ended.
  void forget(Lane.Key key, Status ended) {
    change(key, before -> before.without(ended));
  }

  private Lane change(Lane.Key key, UnaryOperator<Lane> how) {
    @Nullable Lane before = lanes.get(key);
    Lane after = how.apply(before == null ? Lane.empty(key) : before);
    undo.add(new Undo(key, before, lastOrdinal));
    lanes.put(key, after);
    backlog += after.backlog() - (before == null ? 0 : before.backlog());
    return after;
  }

  /// An upper bound of the place among the pending ones of a program, from 1; null for one that
  /// does not wait for its first start.
  @Nullable Long position(Experiment experiment, long ticket) {
    State state = experiment.state();
    if (state.status() != Status.PENDING || state.attempt() > 0) {
      return null;
    }
    Lane.Key key = Lane.Key.of(experiment);
    long ahead = 0;
    for (int priority = key.priority() + 1; priority <= Query.HIGHEST_PRIORITY; priority++) {
      Lane lane = lanes.get(new Lane.Key(key.program(), priority));
      ahead += lane == null ? 0 : lane.counts().pending();
    }
    return ahead + Objects.requireNonNull(lanes.get(key)).place(ticket, state.notBefore() != null);
  }

  /// The lanes that this transaction changed, as they are now.
  List<Lane> changed() {
    Set<Lane.Key> keys = new LinkedHashSet<>();
    undo.forEach(step -> keys.add(step.key()));
    return keys.stream().map(lanes::get).filter(Objects::nonNull).toList();
  }

  /// Where the transaction is, for [#takeBackTo].
  int mark() {
    return undo.size();
  }

  void takeBackTo(int mark) {
    for (Undo step : undo.subList(mark, undo.size()).reversed()) {
      Lane after = Objects.requireNonNull(lanes.get(step.key()));
      Lane before = step.before();
      if (before == null) {
        lanes.remove(step.key());
      } else {
        lanes.put(step.key(), before);
      }
      backlog -= after.backlog() - (before == null ? 0 : before.backlog());
      lastOrdinal = step.lastOrdinal();
    }
    undo.subList(mark, undo.size()).clear();
  }

  void takeBack() {
    takeBackTo(0);
  }

  void committed() {
    undo.clear();
  }
}
