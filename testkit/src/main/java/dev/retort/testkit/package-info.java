/// Parts for tests: the contract that every store must pass, and a real engine on a temporary
/// directory. Start reading at `StoreContract`.
@NullMarked
package dev.retort.testkit;

import org.jspecify.annotations.NullMarked;
