package dev.retort.engine.estimate;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// When an experiment may start and end.
///
/// @param at when it was made
/// @param start null unless it is pending, and if the past says nothing
/// @param end null if it has ended, and if the past says nothing
public record Estimate(Instant at, @Nullable Span start, @Nullable Span end) {
  /// Nothing to say.
  public static final Estimate NONE = new Estimate(Instant.EPOCH, null, null);

  /// A range of time.
  ///
  /// @param percent share of such ranges that hold, 1 to 100
  public record Span(Instant earliest, Instant latest, int percent) {
    static Span of(Instant from, Interval interval) {
      return new Span(plus(from, interval.low()), plus(from, interval.high()), interval.percent());
    }

    private static Instant plus(Instant from, double seconds) {
      return from.plus(Duration.ofMillis(Math.round(seconds * 1_000)));
    }

    /// The same, but not before a time.
    Span notBefore(Instant time) {
      return new Span(
          earliest.isBefore(time) ? time : earliest,
          latest.isBefore(time) ? time : latest,
          percent);
    }
  }
}
