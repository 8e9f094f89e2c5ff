/// The durable store in SQLite: start reading at [dev.retort.store.sqlite.SqliteStore].
@NullMarked
package dev.retort.store.sqlite;

import org.jspecify.annotations.NullMarked;
