/// The warden: a small process beside a node that owns every child process and outlives the node.
///
/// Start reading at `Warden`, the node's handle. In the warden's own process, `WardenMain` puts the
/// parts together and `Attempt` is the life of one program: decided, spawned, watched, killed,
/// proven gone, recorded. What it leaves on disk is read with `AttemptRecord`.
@NullMarked
package dev.retort.engine.warden;

import org.jspecify.annotations.NullMarked;
