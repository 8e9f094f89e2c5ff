/// The contract that every store must pass: start reading at
/// [dev.retort.store.contract.StoreContract].
@NullMarked
package dev.retort.store.contract;

import org.jspecify.annotations.NullMarked;
