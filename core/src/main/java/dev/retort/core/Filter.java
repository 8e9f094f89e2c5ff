package dev.retort.core;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which experiments a listing shows; null and empty mean all.
///
/// @param status only of this status
/// @param program only of this program
/// @param labels only those that carry all of these
/// @param before only those whose ordinal is lower: where the page before ended; null for the first
public record Filter(
    @Nullable Status status,
    @Nullable String program,
    Map<String, String> labels,
    @Nullable Long before) {

  public static final Filter ALL = new Filter(null, null, Map.of(), null);

  public Filter {
    labels = Map.copyOf(labels);
  }
}
