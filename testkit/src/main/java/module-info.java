/// Parts for tests of what is built on Retort. Start reading at
/// [dev.retort.testkit.EngineExtension].
module dev.retort.testkit {
  requires transitive dev.retort.engine;
  requires transitive org.junit.jupiter.api;
  requires dev.retort.store.contract;
  requires static transitive org.jspecify;

  exports dev.retort.testkit;
}
