package dev.retort.engine;

import dev.retort.core.Change;
import dev.retort.core.CommitResult;
import dev.retort.core.ExperimentId;
import dev.retort.core.ForwardingStore;
import dev.retort.core.Store;
import java.util.ArrayList;
import java.util.List;

/// The store that outlives the simulated nodes. Each change is written by itself, and the oracle
/// looks at what it did. Used by one thread.
final class SimTruth extends ForwardingStore {
  private final Store store;
  private final SimOracle oracle;

  /// @param store a real one, or one with a planted bug
  SimTruth(Store store, SimOracle oracle) {
    super(store);
    this.store = store;
    this.oracle = oracle;
  }

  @Override
  public List<CommitResult> commit(List<Change<?>> changes) {
    List<CommitResult> results = new ArrayList<>();
    for (Change<?> change : changes) {
      List<ExperimentId> due =
          change instanceof Change.Claim claim ? oracle.due(claim, store) : List.of();
      results.addAll(store.commit(List.of(change)));
      oracle.written(change, due, store);
    }
    return results;
  }

  @Override
  public void close() {
    // the next node goes on with it
  }
}
