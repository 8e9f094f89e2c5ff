package dev.retort.testkit;

import dev.retort.core.Change;
import dev.retort.core.Change.CancelAnswer;
import dev.retort.core.CommitResult;
import dev.retort.core.ForwardingStore;
import dev.retort.core.Store;
import dev.retort.core.UnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A store that can be cut off from an engine, which then changes nothing any more whatever it
/// does, as if its process had been killed. Thread-safe.
final class CuttableStore extends ForwardingStore {
  private boolean cut;

  CuttableStore(Store real) {
    super(real);
  }

  /// Waits for a commit that is under way; what comes later is lost.
  synchronized void cut() {
    cut = true;
  }

  @Override
  public synchronized List<CommitResult> commit(List<Change<?>> changes) {
    return cut ? changes.stream().map(CuttableStore::lost).toList() : super.commit(changes);
  }

  /// What an engine is told when another one has taken its work over.
  private static CommitResult lost(Change<?> change) {
    return switch (change) {
      case Change.Submit _ ->
          new CommitResult.Refused(
              new UnavailableException("this engine was killed by its test", Duration.ZERO));
      case Change.Finish _, Change.Release _, Change.Keep _ ->
          new CommitResult.Done(Optional.empty());
      case Change.Claim _, Change.Expire _, Change.Purge _ -> new CommitResult.Done(List.of());
      case Change.Cancel _ -> new CommitResult.Done(new CancelAnswer.Unknown());
      case Change.Unlinked _, Change.Forget _ -> new CommitResult.Done(0);
      case Change.Pause _ -> new CommitResult.Done(false);
    };
  }
}
