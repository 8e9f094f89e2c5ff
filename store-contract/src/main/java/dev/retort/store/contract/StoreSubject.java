package dev.retort.store.contract;

import dev.retort.core.store.Store;

/// The store under test of a contract.
public interface StoreSubject {

  /// The store under test: a new, empty one for each test.
  Store store();

  /// A driver for it; its clock starts at [StoreDriver#START].
  default StoreDriver driver() {
    return new StoreDriver(store());
  }
}
