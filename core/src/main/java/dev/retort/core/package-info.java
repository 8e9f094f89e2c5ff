/// The vocabulary of Retort as types, and their rules; depends on annotations only.
///
/// Start reading at [dev.retort.core.Query] and [dev.retort.core.Experiment].
/// [dev.retort.core.store] contains the interface of the store, which makes experiments durable.
@NullMarked
package dev.retort.core;

import org.jspecify.annotations.NullMarked;
