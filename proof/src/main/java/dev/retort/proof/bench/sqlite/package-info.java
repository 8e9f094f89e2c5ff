/// SQLite without Retort around it: the one place outside the store that opens a database, and only
/// one that it has made for itself.
@NullMarked
package dev.retort.proof.bench.sqlite;

import org.jspecify.annotations.NullMarked;
