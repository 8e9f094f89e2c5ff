package dev.retort.engine.listen;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;

/// One durable change, as an [EngineListener] receives it.
public sealed interface EngineEvent {

  /// An event of one experiment, with its state right after the change. Its `revision` rises with
  /// each of its events.
  sealed interface OfExperiment extends EngineEvent {
    Experiment experiment();
  }

  /// A query was accepted. The replay of an idempotency key causes no event.
  record Submitted(Experiment experiment) implements OfExperiment {}

  /// An attempt was claimed, and is about to start.
  record Started(Experiment experiment) implements OfExperiment {}

  /// The experiment has ended: it is finished, failed or cancelled. Its final record on disk may
  /// follow some milliseconds later, unlike for [dev.retort.engine.Engine#whenEnded].
  record Ended(Experiment experiment) implements OfExperiment {}

  /// An attempt failed and will be retried: the experiment is pending again.
  record Retried(Experiment experiment) implements OfExperiment {}

  /// An attempt was handed back uncounted: the experiment is pending again.
  record HandedBack(Experiment experiment) implements OfExperiment {}

  /// The cancellation of a running experiment was requested.
  record CancelRequested(Experiment experiment) implements OfExperiment {}

  /// The `keep` mark of the experiment was set or cleared.
  record Kept(Experiment experiment) implements OfExperiment {}

  /// An experiment was deleted, by retention or by a user.
  record Purged(ExperimentId id) implements EngineEvent {}

  /// A program was paused.
  record Paused(String program) implements EngineEvent {}

  /// A program was resumed.
  record Resumed(String program) implements EngineEvent {}

  /// The listener was too slow: its queue was full, and this many events were dropped at this place
  /// in the order. Read the present state with [dev.retort.engine.Engine#list].
  ///
  /// @param count 1 or more
  record Missed(long count) implements EngineEvent {}
}
