/// Runs attempts, from claim to recorded end: start reading at `Runs`; each kind of program has a
/// runner.
@NullMarked
package dev.retort.engine.run;

import org.jspecify.annotations.NullMarked;
