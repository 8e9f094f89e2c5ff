/// The API of the library: start reading at [dev.retort.engine.Engine].
///
/// `Node` wires the other packages together.
@NullMarked
package dev.retort.engine;

import org.jspecify.annotations.NullMarked;
