package dev.retort.store.sqlite.write;

import dev.retort.core.Experiment;
import dev.retort.core.State;
import dev.retort.core.Status;
import dev.retort.core.SubmitOptions;
import dev.retort.store.sqlite.sql.QueueCounter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The writer's copy of all counters: updated with each transition, written once per transaction,
/// and rolled back with it. Not thread-safe.
final class QueueCounters {
  private final Map<QueueCounter.Key, QueueCounter> queues = new HashMap<>();
  private final List<Undo> undo = new ArrayList<>();
  private long backlog;
  private long lastOrdinal;

  private record Undo(QueueCounter.Key key, @Nullable QueueCounter before, long lastOrdinal) {}

  QueueCounters(List<QueueCounter> stored) {
    for (QueueCounter queue : stored) {
      queues.put(queue.key(), queue);
      backlog += queue.backlog();
      lastOrdinal = Math.max(lastOrdinal, queue.lastOrdinal());
    }
  }

  /// The number of experiments that have not ended.
  long backlog() {
    return backlog;
  }

  /// The number of experiments of a program that have not ended.
  long backlog(String program) {
    long all = 0;
    for (int priority = SubmitOptions.LOWEST_PRIORITY;
        priority <= SubmitOptions.HIGHEST_PRIORITY;
        priority++) {
      QueueCounter queue = queues.get(new QueueCounter.Key(program, priority));
      all += queue == null ? 0 : queue.backlog();
    }
    return all;
  }

  long nextOrdinal() {
    return lastOrdinal + 1;
  }

  /// Counts a new experiment with the next ordinal; its ticket is the queue's last ticket.
  QueueCounter accept(QueueCounter.Key key) {
    long ordinal = nextOrdinal();
    QueueCounter queue = change(key, before -> before.accepted(ordinal));
    lastOrdinal = ordinal;
    return queue;
  }

  void move(Experiment experiment, Status from, Status to, boolean claimedBefore) {
    boolean inOrder = experiment.query().owner().isEmpty();
    change(
        QueueCounter.Key.of(experiment), before -> before.moved(from, to, claimedBefore, inOrder));
  }

  /// Counts the deletion of an ended experiment.
  void forget(QueueCounter.Key key, Status ended) {
    change(key, before -> before.without(ended));
  }

  private QueueCounter change(QueueCounter.Key key, UnaryOperator<QueueCounter> how) {
    @Nullable QueueCounter before = queues.get(key);
    QueueCounter after = how.apply(before == null ? QueueCounter.empty(key) : before);
    undo.add(new Undo(key, before, lastOrdinal));
    queues.put(key, after);
    backlog += after.backlog() - (before == null ? 0 : before.backlog());
    return after;
  }

  /// Upper bound of the place among the pending experiments of a program, from 1; null unless the
  /// experiment waits for its first start.
  @Nullable Long position(Experiment experiment, long ticket) {
    State state = experiment.state();
    if (state.status() != Status.PENDING || state.attempt() > 0) {
      return null;
    }
    boolean passable = state.notBefore() != null || !experiment.query().owner().isEmpty();
    QueueCounter.Key key = QueueCounter.Key.of(experiment);
    long ahead = 0;
    for (int priority = key.priority() + 1;
        priority <= SubmitOptions.HIGHEST_PRIORITY;
        priority++) {
      QueueCounter queue = queues.get(new QueueCounter.Key(key.program(), priority));
      ahead += queue == null ? 0 : queue.counts().pending();
    }
    return ahead + Objects.requireNonNull(queues.get(key)).place(ticket, passable);
  }

  /// The present counters of the queues that this transaction changed.
  List<QueueCounter> changed() {
    Set<QueueCounter.Key> keys = new LinkedHashSet<>();
    undo.forEach(step -> keys.add(step.key()));
    return keys.stream().map(queues::get).filter(Objects::nonNull).toList();
  }

  /// The position in the transaction, for [#takeBackTo].
  int mark() {
    return undo.size();
  }

  void takeBackTo(int mark) {
    for (Undo step : undo.subList(mark, undo.size()).reversed()) {
      QueueCounter after = Objects.requireNonNull(queues.get(step.key()));
      QueueCounter before = step.before();
      if (before == null) {
        queues.remove(step.key());
      } else {
        queues.put(step.key(), before);
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
