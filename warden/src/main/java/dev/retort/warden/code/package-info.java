/// The code that a warden runs: where a node finds it, its digest, and its copy in the data
/// directory.
///
/// Start reading at [dev.retort.warden.code.WardenCode].
@NullMarked
package dev.retort.warden.code;

import org.jspecify.annotations.NullMarked;
