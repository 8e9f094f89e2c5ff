/// The HTTP server on an engine: start reading at [dev.retort.server.RetortServer].
@NullMarked
package dev.retort.server;

import org.jspecify.annotations.NullMarked;
