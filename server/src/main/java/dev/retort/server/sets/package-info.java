/// Actions on all experiments that a filter matches: start reading at `SetRoutes`.
@NullMarked
package dev.retort.server.sets;

import org.jspecify.annotations.NullMarked;
