/// The interface of the store: it commits changes and returns snapshots.
///
/// Start reading at [dev.retort.core.store.Store]; [dev.retort.core.store.Lifecycle] contains all
/// legal transitions of an experiment as pure functions.
@NullMarked
package dev.retort.core.store;

import org.jspecify.annotations.NullMarked;
