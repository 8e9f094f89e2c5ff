/// Runs the expensive parts of requests on a few platform threads, fairly between clients. Start
/// reading at [dev.retort.engine.work.BoundedWork].
@NullMarked
package dev.retort.engine.work;

import org.jspecify.annotations.NullMarked;
