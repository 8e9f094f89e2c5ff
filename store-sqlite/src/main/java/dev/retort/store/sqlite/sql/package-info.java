/// Named statements from `.sql` resources, and the mapping of their rows: start reading at `Sql`.
@NullMarked
package dev.retort.store.sqlite.sql;

import org.jspecify.annotations.NullMarked;
