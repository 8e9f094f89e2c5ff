/// SQLite without Retort. This is the only code outside the store that opens a database, and it
/// opens only its own.
@NullMarked
package dev.retort.bench.sqlite;

import org.jspecify.annotations.NullMarked;
