/// Java programs with types: parameters arrive as a record, and the returned value becomes the
/// experiment's JSON result; both have schemas. Start reading at
/// [dev.retort.engine.typed.TypedProgram].
@NullMarked
package dev.retort.engine.typed;

import org.jspecify.annotations.NullMarked;
