package dev.retort.core.store;

import dev.retort.core.Status;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Selects the experiments of a listing; null and empty components select all.
///
/// @param status only experiments with this status
/// @param program only experiments of this program
/// @param labels only experiments with all of these labels
/// @param before only experiments with a lower ordinal: the last one of the previous page; null for
///   the first page
public record ExperimentFilter(
    @Nullable Status status,
    @Nullable String program,
    Map<String, String> labels,
    @Nullable Long before) {

  public static final ExperimentFilter ALL = new ExperimentFilter(null, null, Map.of(), null);

  public ExperimentFilter {
    labels = Map.copyOf(labels);
  }
}
