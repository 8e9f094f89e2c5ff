package dev.retort.client;

import dev.retort.core.Status;
import dev.retort.core.store.TimeRange;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Selects experiments; null and empty components select all.
///
/// @param statuses only experiments with one of these statuses
/// @param program only experiments of this program
/// @param labels only experiments with all of these labels
/// @param labelKeys only experiments with a label of each of these keys
/// @param namePrefix only experiments whose query's name begins with this text
/// @param created only experiments that were accepted in this range
/// @param ended only experiments that ended in this range
public record RemoteFilter(
    Set<Status> statuses,
    @Nullable String program,
    Map<String, String> labels,
    Set<String> labelKeys,
    @Nullable String namePrefix,
    TimeRange created,
    TimeRange ended) {

  public static final RemoteFilter ALL =
      new RemoteFilter(Set.of(), null, Map.of(), Set.of(), null, TimeRange.ANY, TimeRange.ANY);

  public RemoteFilter {
    statuses = Set.copyOf(statuses);
    labels = Map.copyOf(labels);
    labelKeys = Set.copyOf(labelKeys);
  }

  /// A filter by status, program and labels.
  public RemoteFilter(
      @Nullable Status status, @Nullable String program, Map<String, String> labels) {
    this(
        status == null ? Set.of() : Set.of(status),
        program,
        labels,
        Set.of(),
        null,
        TimeRange.ANY,
        TimeRange.ANY);
  }

  public RemoteFilter withLabelKeys(Set<String> value) {
    return new RemoteFilter(statuses, program, labels, value, namePrefix, created, ended);
  }

  public RemoteFilter withNamePrefix(@Nullable String value) {
    return new RemoteFilter(statuses, program, labels, labelKeys, value, created, ended);
  }

  public RemoteFilter withCreated(TimeRange value) {
    return new RemoteFilter(statuses, program, labels, labelKeys, namePrefix, value, ended);
  }

  public RemoteFilter withEnded(TimeRange value) {
    return new RemoteFilter(statuses, program, labels, labelKeys, namePrefix, created, value);
  }

  public RemoteFilter withStatuses(Set<Status> value) {
    return new RemoteFilter(value, program, labels, labelKeys, namePrefix, created, ended);
  }

  /// Adds the filter to a query string; a label is `key:value`.
  void addTo(QueryString query) {
    query.add("status", statuses.isEmpty() ? null : words());
    query.add("program", program);
    new TreeMap<>(labels).forEach((key, value) -> query.add("label", key + ":" + value));
    new TreeSet<>(labelKeys).forEach(key -> query.add("label_key", key));
    query.add("name_prefix", namePrefix);
    query.add("created_from", created.from()).add("created_to", created.to());
    query.add("ended_from", ended.from()).add("ended_to", ended.to());
  }

  /// The conditions as the body of an action on a set has them.
  Map<String, Object> conditions() {
    Map<String, Object> all = new LinkedHashMap<>();
    if (!statuses.isEmpty()) {
      all.put("status", new TreeSet<>(statuses).stream().map(Status::word).toList());
    }
    put(all, "program", program);
    if (!labels.isEmpty()) {
      all.put("labels", labels);
    }
    if (!labelKeys.isEmpty()) {
      all.put("label_keys", labelKeys);
    }
    put(all, "name_prefix", namePrefix);
    put(all, "created_from", created.from());
    put(all, "created_to", created.to());
    put(all, "ended_from", ended.from());
    put(all, "ended_to", ended.to());
    return all;
  }

  private static void put(Map<String, Object> all, String name, @Nullable Object value) {
    if (value != null) {
      all.put(name, value.toString());
    }
  }

  private String words() {
    return new TreeSet<>(statuses).stream().map(Status::word).collect(Collectors.joining(","));
  }
}
