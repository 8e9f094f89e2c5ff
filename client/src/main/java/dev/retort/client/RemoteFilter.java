package dev.retort.client;

import dev.retort.core.Status;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Selects experiments for a listing; null and empty select all.
///
/// @param status only experiments with this status
/// @param program only experiments of this program
/// @param labels only experiments with all of these labels
public record RemoteFilter(
    @Nullable Status status, @Nullable String program, Map<String, String> labels) {

  public static final RemoteFilter ALL = new RemoteFilter(null, null, Map.of());

  public RemoteFilter {
    labels = Map.copyOf(labels);
  }

  /// Adds the filter to a query string; a label is `key:value`.
  void addTo(QueryString query) {
    query.add("status", status == null ? null : status.word());
    query.add("program", program);
    new LinkedHashMap<>(labels).forEach((key, value) -> query.add("label", key + ":" + value));
  }
}
