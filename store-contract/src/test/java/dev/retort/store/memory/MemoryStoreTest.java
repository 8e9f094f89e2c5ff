package dev.retort.store.memory;

import dev.retort.core.store.Store;
import dev.retort.store.contract.StoreContract;

final class MemoryStoreTest implements StoreContract {
  private final Store store = new MemoryStore();

  @Override
  public Store store() {
    return store;
  }
}
