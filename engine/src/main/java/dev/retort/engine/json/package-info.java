/// How the engine and the JVMs of its isolated programs read and write JSON.
@NullMarked
package dev.retort.engine.json;

import org.jspecify.annotations.NullMarked;
