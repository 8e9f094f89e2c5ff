package dev.retort.engine.submit;

import dev.retort.core.TraceParent;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a rerun replaces in the query of the earlier experiment. Everything else stays.
///
/// @param parameters replace the parameters of the same names; a JSON null removes a parameter, so
///   that its default applies
/// @param labels replace the labels of the same keys
/// @param withoutLabels keys of the labels to remove
/// @param priority 1 to 9; null to keep that of the earlier experiment
/// @param owner of the new experiment; null for that of the earlier one
/// @param traceparent the client's place in a distributed trace, never that of the earlier
///   experiment; null for none
public record RerunChanges(
    Parameters parameters,
    Map<String, String> labels,
    Set<String> withoutLabels,
    @Nullable Integer priority,
    @Nullable String owner,
    @Nullable TraceParent traceparent) {

  /// Replaces nothing.
  public static final RerunChanges NONE =
      new RerunChanges(new Parameters.Text(Map.of()), Map.of(), Set.of(), null);

  /// Changes that keep the owner, of a client that is part of no trace.
  public RerunChanges(
      Parameters parameters,
      Map<String, String> labels,
      Set<String> withoutLabels,
      @Nullable Integer priority) {
    this(parameters, labels, withoutLabels, priority, null, null);
  }

  public RerunChanges {
    labels = Map.copyOf(labels);
    withoutLabels = Set.copyOf(withoutLabels);
  }

  public RerunChanges withOwner(String value) {
    return new RerunChanges(parameters, labels, withoutLabels, priority, value, traceparent);
  }

  public RerunChanges withTraceparent(@Nullable TraceParent value) {
    return new RerunChanges(parameters, labels, withoutLabels, priority, owner, value);
  }

  /// The labels of the new experiment.
  ///
  /// @param before those of the earlier experiment
  public Map<String, String> labels(Map<String, String> before) {
    Map<String, String> all = new HashMap<>(before);
    all.putAll(labels);
    all.keySet().removeAll(withoutLabels);
    return all;
  }
}
