/// Scheduling of starts, retries, retention and recovery. Start reading at `Dispatcher`.
@NullMarked
package dev.retort.engine.schedule;

import org.jspecify.annotations.NullMarked;
