package dev.retort.client;

import dev.retort.core.Status;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which experiments a listing shows; null and empty mean all.
///
/// @param status only of this status
/// @param program only of this program
/// @param labels only those that carry all of these
public record ExperimentFilter(
    @Nullable Status status, @Nullable String program, Map<String, String> labels) {

  public static final ExperimentFilter ALL = new ExperimentFilter(null, null, Map.of());

  public ExperimentFilter {
    labels = Map.copyOf(labels);
  }

  /// As the parameters of a query string; a label is `key:value`.
  void addTo(QueryString query) {
    query.add("status", status == null ? null : status.word());
    query.add("program", program);
    new LinkedHashMap<>(labels).forEach((key, value) -> query.add("label", key + ":" + value));
  }
}
