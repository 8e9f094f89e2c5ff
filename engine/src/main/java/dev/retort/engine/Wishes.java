package dev.retort.engine;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// When and how long a client wants its query to run, and whether its experiment shall be kept.
///
/// @param timeout how long one attempt may run, at most what its program allows; null for the
///   program's own
/// @param expiresAfter how long it may wait for its first start, at most what its program allows;
///   null for the program's own
/// @param notBefore earliest start, at most 366 days ahead; null for at once
/// @param keep whether retention shall pass it over
public record Wishes(
    @Nullable Duration timeout,
    @Nullable Duration expiresAfter,
    @Nullable Instant notBefore,
    boolean keep) {

  /// None.
  public static final Wishes NONE = new Wishes(null, null, null, false);
}
