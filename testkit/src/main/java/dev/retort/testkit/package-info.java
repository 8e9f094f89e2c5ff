/// Parts for tests. For programs built on Retort: a real engine on a temporary directory, a clock
/// moved by hand, and gates inside programs; start reading at `EngineExtension`. For stores: the
/// contract that every one must pass; start reading at `StoreContract`.
@NullMarked
package dev.retort.testkit;

import org.jspecify.annotations.NullMarked;
