/// What the tests of all modules share. `Needed` skips a test with a reason; `LongProof` marks a
/// test that only `./retort test --all` runs.
@NullMarked
package dev.retort.test;

import org.jspecify.annotations.NullMarked;
