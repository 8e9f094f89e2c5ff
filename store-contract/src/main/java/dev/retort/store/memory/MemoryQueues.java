package dev.retort.store.memory;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.SubmitOptions;
import dev.retort.core.store.Backlog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The queues of all programs and priorities. Not thread-safe.
final class MemoryQueues {
  private final Map<Key, MemoryQueue> queues = new TreeMap<>();

  private record Key(String program, int priority) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      return Comparator.comparing(Key::program)
          .thenComparing(Key::priority, Comparator.reverseOrder())
          .compare(this, other);
    }
  }

  /// The queue of an experiment; made if it does not exist.
  MemoryQueue of(Experiment experiment) {
    Key key = new Key(experiment.program(), experiment.query().priority());
    return queues.computeIfAbsent(key, _ -> new MemoryQueue());
  }

  /// The pending experiments of a program, by falling priority, then by ordinal.
  List<ExperimentId> pending(String program) {
    List<ExperimentId> all = new ArrayList<>();
    for (int priority = SubmitOptions.HIGHEST_PRIORITY;
        priority >= SubmitOptions.LOWEST_PRIORITY;
        priority--) {
      find(program, priority).ifPresent(queue -> queue.pending().forEach(all::add));
    }
    return all;
  }

  private Optional<MemoryQueue> find(String program, int priority) {
    return Optional.ofNullable(queues.get(new Key(program, priority)));
  }

  /// Upper bound of the position of a pending experiment that has never run, from 1.
  long position(Experiment experiment, long ticket) {
    long ahead = 0;
    for (int priority = experiment.query().priority() + 1;
        priority <= SubmitOptions.HIGHEST_PRIORITY;
        priority++) {
      ahead += find(experiment.program(), priority).map(MemoryQueue::pendingCount).orElse(0L);
    }
    boolean passable =
        experiment.state().notBefore() != null || !experiment.query().owner().isEmpty();
    return ahead + of(experiment).place(ticket, passable);
  }

  /// The counters of each queue, by program and falling priority.
  List<Backlog.Queue> counts() {
    List<Backlog.Queue> counts = new ArrayList<>();
    queues.forEach((key, queue) ->
        counts.add(new Backlog.Queue(key.program(), key.priority(), queue.counts())));
    return counts;
  }
}
