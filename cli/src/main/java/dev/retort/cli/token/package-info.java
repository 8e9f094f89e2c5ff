/// `retort token`: creates, lists and revokes the tokens of a data directory.
@NullMarked
package dev.retort.cli.token;

import org.jspecify.annotations.NullMarked;
