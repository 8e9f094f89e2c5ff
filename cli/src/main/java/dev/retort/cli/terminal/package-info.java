/// Terminal input and output of all commands: start reading at `Terminal`.
@NullMarked
package dev.retort.cli.terminal;

import org.jspecify.annotations.NullMarked;
