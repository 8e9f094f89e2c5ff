package dev.retort.store.contract;

import dev.retort.core.UnavailableException;
import dev.retort.core.store.Change;
import dev.retort.core.store.Change.CancelAnswer;
import dev.retort.core.store.Change.DeleteAnswer;
import dev.retort.core.store.CommitResult;
import dev.retort.core.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A store that can be cut off from an engine: the engine's later changes have no effect, as if its
/// process had been killed. Thread-safe.
public final class CuttableStore extends ForwardingStore {
  private boolean cut;

  public CuttableStore(Store real) {
    super(real);
  }

  /// Waits for a running commit; later changes are lost.
  public synchronized void cut() {
    cut = true;
  }

  @Override
  public synchronized List<CommitResult> commit(List<Change<?>> changes) {
    return cut ? changes.stream().map(CuttableStore::lost).toList() : super.commit(changes);
  }

  /// The answer to an engine whose work another engine has taken over.
  private static CommitResult lost(Change<?> change) {
    return switch (change) {
      case Change.Submit _ ->
          new CommitResult.Refused(
              new UnavailableException("this engine was killed by its test", Duration.ZERO));
      case Change.Finish _, Change.Release _, Change.Keep _ ->
          new CommitResult.Done(Optional.empty());
      case Change.Claim _, Change.Expire _, Change.Purge _ -> new CommitResult.Done(List.of());
      case Change.Cancel _ -> new CommitResult.Done(new CancelAnswer.Unknown());
      case Change.Delete _ -> new CommitResult.Done(new DeleteAnswer.Unknown());
      case Change.Unlinked _, Change.Forget _ -> new CommitResult.Done(0);
      case Change.Pause _, Change.Measure _ -> new CommitResult.Done(false);
    };
  }
}
