package dev.retort.engine;

import dev.retort.core.ExperimentId;
import dev.retort.core.store.Change;
import dev.retort.core.store.CommitResult;
import dev.retort.store.contract.ForwardingStore;
import java.util.ArrayList;
import java.util.List;

/// The store that outlives the simulated nodes. Each change is written by itself, and the oracle
/// looks at what it did. Used by one thread.
final class SimTruth extends ForwardingStore {
  private final SimPlant.Planted store;
  private final SimOracle oracle;

  /// @param store perhaps with a planted bug
  SimTruth(SimPlant.Planted store, SimOracle oracle) {
    super(store);
    this.store = store;
    this.oracle = oracle;
  }

  @Override
  public List<CommitResult> commit(List<Change<?>> changes) {
    List<CommitResult> results = new ArrayList<>();
    for (Change<?> change : changes) {
      store.settle().forEach(late -> oracle.written(late, List.of(), store));
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
