/// Reads, each one snapshot: start reading at `SqliteReads`.
@NullMarked
package dev.retort.store.sqlite.read;

import org.jspecify.annotations.NullMarked;
