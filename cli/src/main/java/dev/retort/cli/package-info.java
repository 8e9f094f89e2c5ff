/// The command line, and the only `main` of Retort. Start reading at `Main`; each subcommand is a
/// class of its own.
@NullMarked
package dev.retort.cli;

import org.jspecify.annotations.NullMarked;
