/// The regular expressions of parameter schemas, matched in bounded time. Start reading at
/// [dev.retort.engine.pattern.ValuePattern].
@NullMarked
package dev.retort.engine.pattern;

import org.jspecify.annotations.NullMarked;
