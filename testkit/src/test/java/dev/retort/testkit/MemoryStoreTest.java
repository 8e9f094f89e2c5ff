package dev.retort.testkit;

import dev.retort.core.MemoryStore;
import dev.retort.core.Store;

final class MemoryStoreTest implements StoreContract {
  private final Store store = new MemoryStore();

  @Override
  public Store store() {
    return store;
  }
}
