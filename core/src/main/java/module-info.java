/// The vocabulary of Retort, and the interface of the store. Start reading at [dev.retort.core].
module dev.retort.core {
  requires java.management;
  requires jdk.management;
  requires static transitive org.jspecify;

  exports dev.retort.core;
  exports dev.retort.core.library to
      dev.retort.engine,
      dev.retort.store.sqlite;
  exports dev.retort.core.program;
  exports dev.retort.core.store;
}
