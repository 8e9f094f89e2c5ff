/// JSON of the engine and of the JVMs of isolated programs.
@NullMarked
package dev.retort.engine.json;

import org.jspecify.annotations.NullMarked;
