/// The client commands, one class each.
@NullMarked
package dev.retort.cli.commands;

import org.jspecify.annotations.NullMarked;
