/// Isolation of programs from the server: control groups, limits, sandbox, process trees.
///
/// Start reading at `ProcessTree` and [dev.retort.warden.isolation.Protection].
@NullMarked
package dev.retort.warden.isolation;

import org.jspecify.annotations.NullMarked;
