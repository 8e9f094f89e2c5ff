package dev.retort.testkit;

import dev.retort.core.Store;

/// What a test of the contract brings along.
public interface StoreSubject {

  /// The store under test: the same within one test, new and empty for each.
  Store store();

  /// A driver of it whose clock starts at [StoreDriver#START].
  default StoreDriver driver() {
    return new StoreDriver(store());
  }
}
