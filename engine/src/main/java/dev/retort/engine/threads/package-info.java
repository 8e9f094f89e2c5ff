/// The threads, timers and monotonic clock of an engine: start reading at `Threads`.
@NullMarked
package dev.retort.engine.threads;

import org.jspecify.annotations.NullMarked;
