/// The HTTP API, and the place where all parts are put together. Start reading at `RetortServer`,
/// the composition root; `Routes` declares every path.
@NullMarked
package dev.retort.server;

import org.jspecify.annotations.NullMarked;
