package dev.retort.chaos.rig;

import dev.retort.chaos.check.Asked;
import dev.retort.chaos.check.Order;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The clients' answers by key. Thread-safe.
final class History {
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private static final class Entry {
    private final Order order;
    private final Set<String> ids = new LinkedHashSet<>();
    private int refused;
    private int unknown;
    private int pending;
    private @Nullable Instant acceptedAt;

    Entry(Order order) {
      this.order = order;
    }
  }

  /// Called before a request is sent.
  synchronized void asks(Order order) {
    entries.computeIfAbsent(order.key(), _ -> new Entry(order)).pending++;
  }

  synchronized void accepted(Order order, String id, Instant at) {
    Entry entry = answered(order);
    entry.ids.add(id);
    if (entry.acceptedAt == null) {
      entry.acceptedAt = at;
    }
  }

  synchronized void refused(Order order) {
    answered(order).refused++;
  }

  synchronized void unknown(Order order) {
    answered(order).unknown++;
  }

  private Entry answered(Order order) {
    Entry entry = entries.computeIfAbsent(order.key(), _ -> new Entry(order));
    entry.pending--;
    return entry;
  }

  /// The number of acknowledged keys.
  synchronized long acknowledged() {
    return entries.values().stream().filter(entry -> !entry.ids.isEmpty()).count();
  }

  /// The queries without a clear answer.
  synchronized List<Order> open() {
    return asked().stream().filter(Asked::open).map(Asked::order).toList();
  }

  synchronized List<Asked> asked() {
    List<Asked> asked = new ArrayList<>();
    for (Entry entry : entries.values()) {
      asked.add(
          new Asked(
              entry.order,
              List.copyOf(entry.ids),
              entry.refused,
              entry.unknown + entry.pending,
              entry.acceptedAt));
    }
    return asked;
  }
}
