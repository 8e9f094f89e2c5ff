/// The log of `serve`: start reading at `Logging`.
@NullMarked
package dev.retort.cli.logging;

import org.jspecify.annotations.NullMarked;
