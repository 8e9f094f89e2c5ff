package dev.retort.engine.commit;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.store.Change;
import dev.retort.core.store.Change.CancelAnswer;
import dev.retort.core.store.Change.DeleteAnswer;
import dev.retort.core.store.Change.Submitted;
import dev.retort.core.store.Claimed;
import dev.retort.engine.log.EngineLog;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// The stream of durable changes of this node, in the order of commits. Subscribers receive each
/// event before the caller of the change receives its answer. Thread-safe.
public final class CommitEvents {
  private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();

  /// Receives events, one at a time, on the thread of the [CommitNotifier].
  @FunctionalInterface
  public interface Subscriber {
    /// Must not block. An exception or error is logged, and affects neither the commit, its caller
    /// nor other subscribers.
    void on(CommitEvent event);

    /// A transaction is durable. Comes after the events of its changes, under the same rules.
    ///
    /// @param took from its begin to the end of its sync
    default void committed(Duration took, int changes) {}
  }

  /// Adds a subscriber; earlier subscribers receive an event first.
  public void subscribe(Subscriber subscriber) {
    subscribers.add(subscriber);
  }

  /// Publishes the events of a change.
  ///
  /// @param answer of the type that the change declares
  void publish(Change<?> change, Object answer) {
    switch (change) {
      case Change.Submit _ -> {
        if (answer instanceof Submitted.Accepted accepted) {
          publish(new CommitEvent.Submitted(accepted.experiment()));
        }
      }
      case Change.Claim _ ->
          ((List<?>) answer)
              .forEach(claimed -> publish(new CommitEvent.Claimed((Claimed) claimed)));
      case Change.Finish _ ->
          snapshot(answer)
              .ifPresent(experiment ->
                  publish(
                      experiment.status().ended()
                          ? new CommitEvent.Ended(experiment)
                          : new CommitEvent.Retried(experiment)));
      case Change.Release _ ->
          snapshot(answer)
              .ifPresent(experiment ->
                  publish(
                      experiment.status().ended()
                          ? new CommitEvent.Ended(experiment)
                          : new CommitEvent.HandedBack(experiment)));
      case Change.Cancel _ -> cancelled((CancelAnswer) answer);
      case Change.Expire _ ->
          ((List<?>) answer)
              .forEach(expired -> publish(new CommitEvent.Expired((Experiment) expired)));
      case Change.Keep _ -> snapshot(answer).ifPresent(kept -> publish(new CommitEvent.Kept(kept)));
      case Change.Purge _ ->
          ((List<?>) answer)
              .forEach(purged -> publish(new CommitEvent.Purged((ExperimentId) purged)));
      case Change.Delete delete -> {
        if (answer instanceof DeleteAnswer.Done) {
          publish(new CommitEvent.Purged(delete.id()));
        }
      }
      case Change.Pause pause ->
          publish(
              pause.paused()
                  ? new CommitEvent.Paused(pause.program())
                  : new CommitEvent.Resumed(pause.program()));
      case Change.Unlinked _, Change.Forget _, Change.Measure _ -> {}
    }
  }

  /// Publishes that a transaction is durable.
  void committed(Duration took, int changes) {
    each(subscriber -> subscriber.committed(took, changes));
  }

  private static Optional<Experiment> snapshot(Object answer) {
    return ((Optional<?>) answer).map(Experiment.class::cast);
  }

  private void cancelled(CancelAnswer answer) {
    switch (answer) {
      case CancelAnswer.Done done -> publish(new CommitEvent.Cancelled(done.experiment()));
      case CancelAnswer.Requested requested ->
          publish(new CommitEvent.CancelRequested(requested.experiment()));
      case CancelAnswer.AlreadyEnded _, CancelAnswer.Unknown _ -> {}
    }
  }

  private void publish(CommitEvent event) {
    each(subscriber -> subscriber.on(event));
  }

  private void each(Consumer<Subscriber> call) {
    for (Subscriber subscriber : subscribers) {
      try {
        call.accept(subscriber);
      } catch (RuntimeException | Error bug) {
        EngineLog.unexpected("commit - a subscriber of commit events failed", bug);
      }
    }
  }
}
