/// The store in memory, the reference for all others: start reading at
/// [dev.retort.store.memory.MemoryStore].
@NullMarked
package dev.retort.store.memory;

import org.jspecify.annotations.NullMarked;
