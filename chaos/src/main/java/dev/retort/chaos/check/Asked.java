package dev.retort.chaos.check;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A client's answers for one key.
///
/// @param order the query
/// @param ids distinct ids of acknowledged experiments
/// @param refused number of answers that nothing was accepted
/// @param unknown number of requests without a clear answer
/// @param acceptedAt when the client first saw an acceptance, wall clock; null if it never did
public record Asked(
    Order order, List<String> ids, int refused, int unknown, @Nullable Instant acceptedAt) {
  public Asked {
    ids = List.copyOf(ids);
  }

  /// Whether the client saw an acceptance.
  public boolean accepted() {
    return !ids.isEmpty();
  }

  /// Whether every answer was that nothing was accepted.
  public boolean refusedOnly() {
    return ids.isEmpty() && unknown == 0 && refused > 0;
  }

  /// Whether it is unknown if the query was accepted.
  public boolean open() {
    return ids.isEmpty() && unknown > 0;
  }
}
