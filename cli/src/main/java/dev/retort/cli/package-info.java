/// The command line, and the only `main` of Retort.
///
/// Start reading at `Main`; each subcommand is a class of its own. [dev.retort.cli.config] reads
/// the configuration; `ServeCommand` with `Serving` is the composition root of a server.
@NullMarked
package dev.retort.cli;

import org.jspecify.annotations.NullMarked;
