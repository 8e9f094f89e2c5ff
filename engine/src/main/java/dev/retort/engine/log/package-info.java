/// The log messages of the engine.
@NullMarked
package dev.retort.engine.log;

import org.jspecify.annotations.NullMarked;
