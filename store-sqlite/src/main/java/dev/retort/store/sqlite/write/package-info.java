/// The one writer: start reading at `SqliteWriter`, then `SqliteChanges`.
@NullMarked
package dev.retort.store.sqlite.write;

import org.jspecify.annotations.NullMarked;
