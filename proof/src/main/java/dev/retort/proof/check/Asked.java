package dev.retort.proof.check;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a client lived through with one key.
///
/// @param order what it asked for
/// @param ids the experiments that it was told of, each once
/// @param refused how often it was told that nothing was accepted
/// @param unknown how often it was left without a clear answer
/// @param acceptedAt when it first saw an acceptance, wall clock; null when it never did
public record Asked(
    Order order, List<String> ids, int refused, int unknown, @Nullable Instant acceptedAt) {
  public Asked {
    ids = List.copyOf(ids);
  }

  /// Whether an acceptance was seen.
  public boolean accepted() {
    return !ids.isEmpty();
  }

  /// Whether the client was told, and nothing else, that nothing was accepted.
  public boolean refusedOnly() {
    return ids.isEmpty() && unknown == 0 && refused > 0;
  }

  /// Whether nobody knows yet whether it was accepted.
  public boolean open() {
    return ids.isEmpty() && unknown > 0;
  }
}
