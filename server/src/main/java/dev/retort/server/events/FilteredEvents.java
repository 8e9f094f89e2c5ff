package dev.retort.server.events;

import dev.retort.core.Experiment;
import dev.retort.server.http.OpenAnswer;
import dev.retort.server.origin.Links;
import java.nio.ByteBuffer;
import java.util.Optional;

/// The events of all experiments that a filter matches: reads the [ChangeJournal] from a position.
final class FilteredEvents extends LiveStream {
  /// Size of a piece from which on it takes no further event.
  private static final int PIECE = 16 << 10;

  private final StreamScope scope;
  private final Links.Place place;
  private final Positions positions;
  private EventText first;
  private long position;

  /// @param first what to send before any event
  /// @param position in the journal
  FilteredEvents(
      StreamHub hub,
      OpenAnswer answer,
      StreamScope scope,
      Links.Place place,
      Positions positions,
      EventText first,
      long position) {
    super(hub, answer);
    this.scope = scope;
    this.place = place;
    this.positions = positions;
    this.first = first;
    this.position = position;
  }

  boolean sees(Experiment snapshot) {
    return scope.sees(snapshot);
  }

  @Override
  void begin() {}

  @Override
  void next() {
    EventText text = first;
    first = new EventText();
    ChangeJournal journal = hub.journal();
    while (text.size() < PIECE) {
      if (!journal.holds(position)) {
        position = journal.next();
        text.reset(positions.at(position));
      }
      Optional<ChangeJournal.Entry> entry = journal.from(position);
      if (entry.isEmpty()) {
        break;
      }
      position = entry.get().number() + 1;
      append(entry.get(), text);
    }
    if (text.size() > 0) {
      write(text.buffer());
    } else {
      idle();
    }
  }

  private void append(ChangeJournal.Entry entry, EventText text) {
    String id = positions.of(entry);
    Experiment experiment = entry.experiment();
    if (experiment == null) {
      if (scope.seesDeletion(entry.owner())) {
        text.id(id).deleted(entry.id());
      }
    } else if (scope.sees(experiment)) {
      text.snapshot(id, hub.snapshots().write(experiment, place));
    }
  }

  @Override
  ByteBuffer heartbeat() {
    return EventText.heartbeat();
  }

  @Override
  boolean endsWithServer() {
    return true;
  }

  @Override
  void leave() {}
}
