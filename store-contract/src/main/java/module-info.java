/// The contract of a store as tests, and the store in memory that serves as the reference.
module dev.retort.store.contract {
  requires transitive dev.retort.core;
  requires static transitive org.assertj.core;
  requires static transitive org.junit.jupiter.api;
  requires static transitive org.jspecify;

  exports dev.retort.store.contract;
  exports dev.retort.store.memory;
}
