/// The durable store, in SQLite. Start reading at [dev.retort.store.sqlite.SqliteStore].
module dev.retort.store.sqlite {
  requires transitive dev.retort.core;
  requires flyway.core;
  requires java.sql;
  requires org.xerial.sqlitejdbc;
  requires static transitive org.jspecify;

  exports dev.retort.store.sqlite;

  // Flyway looks for the migrations.
  opens dev.retort.store.sqlite.schema.migration;
}
