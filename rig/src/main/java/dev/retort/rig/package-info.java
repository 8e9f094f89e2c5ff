/// Runs a Retort server as a child process: start reading at [dev.retort.rig.ChildServer].
@NullMarked
package dev.retort.rig;

import org.jspecify.annotations.NullMarked;
