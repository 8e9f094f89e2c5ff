package dev.retort.server.events;

import java.time.InstantSource;

/// The ids of events in this run of the server. Thread-safe.
///
/// @param run identifies the run
record Positions(String run, InstantSource clock) {

  /// The id of an event after which a client knows everything before this position.
  String at(long position) {
    return new EventPosition(run, position, clock.instant()).toString();
  }

  /// The id of the event of a change.
  String of(ChangeJournal.Entry entry) {
    return new EventPosition(run, entry.number() + 1, entry.at()).toString();
  }
}
