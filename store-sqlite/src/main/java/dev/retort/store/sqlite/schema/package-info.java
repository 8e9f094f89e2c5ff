/// The schema and its migrations: start reading at `Schema`.
@NullMarked
package dev.retort.store.sqlite.schema;

import org.jspecify.annotations.NullMarked;
