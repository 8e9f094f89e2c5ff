/// The warden's own process: it owns every child process and outlives the node.
///
/// Start reading at `WardenMain`. `Attempt` follows one program from the decision to start until
/// its exit record.
@NullMarked
package dev.retort.warden.process;

import org.jspecify.annotations.NullMarked;
