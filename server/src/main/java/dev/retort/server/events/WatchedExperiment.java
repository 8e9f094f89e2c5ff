package dev.retort.server.events;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// An experiment that streams watch: its newest published snapshot, and a version that rises with
/// everything that is worth an event. Used by the thread of the [StreamLoop], except [#offer] and
/// [#offerDeletion]: what they bring counts from [#published] on, together with the version, so
/// that no stream ends with a snapshot that it has not sent.
final class WatchedExperiment {
  private final ExperimentId id;
  private final List<LiveStream> streams = new ArrayList<>(1);
  private final AtomicReference<@Nullable Experiment> offered = new AtomicReference<>();
  private final AtomicBoolean queued = new AtomicBoolean();
  private volatile boolean deletionOffered;
  private @Nullable Experiment newest;
  private RunningDetails details = RunningDetails.NONE;
  private long version;

  WatchedExperiment(ExperimentId id) {
    this.id = id;
  }

  ExperimentId id() {
    return id;
  }

  /// Takes a snapshot, in any order. Returns whether to call [#published] soon. Thread-safe.
  boolean offer(Experiment snapshot) {
    offered.accumulateAndGet(snapshot, WatchedExperiment::later);
    return !queued.getAndSet(true);
  }

  private static @Nullable Experiment later(@Nullable Experiment some, @Nullable Experiment other) {
    if (some == null || other == null) {
      return some == null ? other : some;
    }
    return other.state().revision() > some.state().revision() ? other : some;
  }

  /// The same for the deletion. Thread-safe.
  boolean offerDeletion() {
    deletionOffered = true;
    return !queued.getAndSet(true);
  }

  /// What was offered is an event now.
  void published() {
    queued.set(false); // before the read, so that a later offer is published too
    newest = deletionOffered ? null : offered.get();
    version++;
  }

  /// Whether there is progress, or a step of a stop, that was not an event yet.
  boolean isNews(RunningDetails now) {
    boolean changed = !details.equals(now);
    details = now;
    return changed;
  }

  /// Its newest snapshot; null if it is deleted.
  @Nullable Experiment newest() {
    return newest;
  }

  boolean isRunning() {
    Experiment now = newest();
    return now != null && now.status() == Status.RUNNING;
  }

  long version() {
    return version;
  }

  void add(LiveStream stream) {
    streams.add(stream);
  }

  /// Returns whether no stream is left.
  boolean remove(LiveStream stream) {
    streams.remove(stream);
    return streams.isEmpty();
  }

  List<LiveStream> streams() {
    return List.copyOf(streams);
  }
}
