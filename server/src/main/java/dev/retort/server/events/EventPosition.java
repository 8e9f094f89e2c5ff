package dev.retort.server.events;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The id of an event in a stream of a filter: up to where the client knows everything.
///
/// @param run identifies the run of the server
/// @param number the position in the [ChangeJournal] of that run
/// @param at when that was, which also the next run of the server understands
record EventPosition(String run, long number, Instant at) {
  private static final Pattern TEXT = Pattern.compile("([0-9a-f]{8})-([0-9]{1,18})-([0-9]{1,15})");

  /// Empty if the text is not such an id.
  static Optional<EventPosition> parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new EventPosition(
              parts.group(1),
              Long.parseLong(parts.group(2)),
              Instant.ofEpochMilli(Long.parseLong(parts.group(3)))));
    } catch (DateTimeException outOfRange) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return run + '-' + number + '-' + at.toEpochMilli();
  }
}
