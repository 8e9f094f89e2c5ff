package dev.retort.engine.commit;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;

/// One durable change, as [CommitEvents] publishes it.
public sealed interface CommitEvent {

  /// An event of one experiment, with its snapshot right after the change.
  sealed interface OfExperiment extends CommitEvent {
    Experiment experiment();

    default ExperimentId id() {
      return experiment().id();
    }

    /// The experiment's revision; it rises with each of its events.
    default long revision() {
      return experiment().state().revision();
    }
  }

  /// A query was accepted. The replay of an idempotency key causes no event.
  record Submitted(Experiment experiment) implements OfExperiment {}

  /// This node claimed an attempt.
  record Claimed(dev.retort.core.store.Claimed claimed) implements OfExperiment {
    @Override
    public Experiment experiment() {
      return claimed.experiment();
    }
  }

  /// An attempt ended, and its experiment with it.
  record Ended(Experiment experiment) implements OfExperiment {}

  /// An attempt failed and is retried: the experiment is pending again, until `notBefore` if there
  /// is one.
  record Retried(Experiment experiment) implements OfExperiment {}

  /// An attempt was handed back uncounted: the experiment is pending again.
  record HandedBack(Experiment experiment) implements OfExperiment {}

  /// The cancellation of a running experiment was requested, for the first time or again.
  record CancelRequested(Experiment experiment) implements OfExperiment {}

  /// A pending experiment was cancelled.
  record Cancelled(Experiment experiment) implements OfExperiment {}

  /// A pending experiment expired and is cancelled.
  record Expired(Experiment experiment) implements OfExperiment {}

  /// The `keep` mark of an experiment was set or cleared.
  record Kept(Experiment experiment) implements OfExperiment {}

  /// An experiment was deleted, by retention or by a user.
  record Purged(ExperimentId id) implements CommitEvent {}

  /// A program was paused.
  record Paused(String program) implements CommitEvent {}

  /// A program was resumed.
  record Resumed(String program) implements CommitEvent {}
}
