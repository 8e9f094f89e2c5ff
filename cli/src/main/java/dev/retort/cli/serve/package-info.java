/// `serve` and `check`: start reading at `ServeCommand`, then `Serving`.
@NullMarked
package dev.retort.cli.serve;

import org.jspecify.annotations.NullMarked;
