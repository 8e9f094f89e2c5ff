package dev.retort.engine.work;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The waiting jobs of all clients, round-robin between clients and in order within a client. Not
/// thread-safe.
///
/// @param <J> a job
final class FairQueue<J> {
  private final WorkLimits limits;

  /// The clients with waiting jobs; the first is the next in turn.
  private final LinkedHashMap<String, Deque<J>> waiting = new LinkedHashMap<>();

  private final Map<String, Integer> running = new HashMap<>();
  private int size;

  /// A job whose client occupies a worker until [#ended].
  record Taken<J>(String client, J job) {}

  FairQueue(WorkLimits limits) {
    this.limits = limits;
  }

  int size() {
    return size;
  }

  boolean isFull() {
    return size >= limits.waiting();
  }

  boolean isFull(String client) {
    Deque<J> jobs = waiting.get(client);
    return jobs != null && jobs.size() >= limits.waitingPerClient();
  }

  void add(String client, J job) {
    waiting.computeIfAbsent(client, _ -> new ArrayDeque<>()).add(job);
    size++;
  }

  /// Removes the next job whose client does not have its share of the workers already.
  Optional<Taken<J>> take() {
    for (Map.Entry<String, Deque<J>> entry : waiting.entrySet()) {
      String client = entry.getKey();
      if (running.getOrDefault(client, 0) < limits.runningPerClient()) {
        Deque<J> jobs = entry.getValue();
        J job = jobs.removeFirst();
        waiting.remove(client);
        if (!jobs.isEmpty()) {
          waiting.put(client, jobs);
        }
        size--;
        running.merge(client, 1, Integer::sum);
        return Optional.of(new Taken<>(client, job));
      }
    }
    return Optional.empty();
  }

  /// A taken job has ended.
  void ended(String client) {
    running.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1);
  }

  /// Removes a job that nobody waits for any more.
  void remove(String client, J job) {
    Deque<J> jobs = waiting.get(client);
    if (jobs == null) {
      return;
    }
    for (Iterator<J> each = jobs.iterator(); each.hasNext(); ) {
      if (each.next() == job) {
        each.remove();
        size--;
        break;
      }
    }
    if (jobs.isEmpty()) {
      waiting.remove(client);
    }
  }

  /// Removes all waiting jobs.
  void clear(Consumer<J> removed) {
    waiting.values().forEach(jobs -> jobs.forEach(removed));
    waiting.clear();
    size = 0;
  }
}
