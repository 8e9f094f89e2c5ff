package dev.retort.server.events;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.server.http.OpenAnswer;
import dev.retort.server.origin.Links;
import java.nio.ByteBuffer;

/// The events of one experiment: its newest snapshot, again after each change, until it has ended.
final class ExperimentEvents extends LiveStream {
  private final ExperimentId id;
  private final Links.Place place;
  private final long seen;
  private boolean begun;
  private long sent;
  private @org.jspecify.annotations.Nullable WatchedExperiment watched;

  /// @param seen the revision that the client knows; 0 for none
  ExperimentEvents(
      StreamHub hub, OpenAnswer answer, ExperimentId id, long seen, Links.Place place) {
    super(hub, answer);
    this.id = id;
    this.seen = seen;
    this.place = place;
  }

  @Override
  void begin() {
    WatchedExperiment experiment = hub.watch(id, this);
    watched = experiment;
    Experiment now = experiment.newest();
    boolean known = now != null && now.state().revision() <= seen;
    if (known && !experiment.isRunning()) { // of a running one, the progress may be new
      sent = experiment.version();
    }
  }

  @Override
  void next() {
    WatchedExperiment experiment = watched;
    if (experiment == null) {
      return;
    }
    EventText text = new EventText();
    if (!begun) {
      begun = true;
      text.beginning();
    }
    Experiment now = experiment.newest();
    boolean over = now == null || now.status().ended();
    if (sent != experiment.version()) {
      sent = experiment.version();
      if (now == null) {
        text.deleted(id);
      } else {
        String revision = Long.toString(now.state().revision());
        text.snapshot(revision, hub.snapshots().write(now, place));
      }
    }
    if (over) {
      writeAndEnd(text.buffer());
    } else if (text.size() > 0) {
      write(text.buffer());
    } else {
      idle();
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
  void leave() {
    if (watched != null) {
      hub.unwatch(watched, this);
    }
  }
}
