/// The only `main` of a server: start reading at [dev.retort.cli.Main].
@NullMarked
package dev.retort.cli;

import org.jspecify.annotations.NullMarked;
