package dev.retort.core.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// A range of time, in microseconds.
///
/// @param from the first moment in it; null for no beginning
/// @param to the first moment after it; null for no end
public record TimeRange(@Nullable Instant from, @Nullable Instant to) {
  /// All time, and also what has no time.
  public static final TimeRange ANY = new TimeRange(null, null);

  public TimeRange {
    from = from == null ? null : from.truncatedTo(ChronoUnit.MICROS);
    to = to == null ? null : to.truncatedTo(ChronoUnit.MICROS);
  }

  /// Whether the range has neither a beginning nor an end.
  public boolean isAny() {
    return from == null && to == null;
  }

  /// Whether a moment is in the range; null is in [#ANY] only.
  public boolean contains(@Nullable Instant moment) {
    Instant begin = from;
    Instant end = to;
    if (moment == null) {
      return isAny();
    }
    return (begin == null || !moment.isBefore(begin)) && (end == null || moment.isBefore(end));
  }
}
