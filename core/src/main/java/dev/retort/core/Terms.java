package dev.retort.core;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a client lays down for one query beside its work.
///
/// @param timeout how long one attempt may run; never longer than its program allows; null for the
///   program's own
/// @param expiresAt when it is cancelled unless its first attempt has started; null for never
/// @param rerunOf the experiment whose query this repeats; null unless it is a rerun
public record Terms(
    @Nullable Duration timeout, @Nullable Instant expiresAt, @Nullable ExperimentId rerunOf) {

  /// None of them.
  public static final Terms NONE = new Terms(null, null, null);

  public Terms {
    if (timeout != null && !timeout.isPositive()) {
      throw new IllegalArgumentException("timeout must be longer than nothing, got " + timeout);
    }
  }

  /// The time that one attempt may take: the shorter one of the program's and the query's.
  ///
  /// @param ofProgram the program's own; null for no limit
  public @Nullable Duration timeoutWithin(@Nullable Duration ofProgram) {
    Duration own = timeout;
    if (own == null || (ofProgram != null && ofProgram.compareTo(own) < 0)) {
      return ofProgram;
    }
    return own;
  }
}
