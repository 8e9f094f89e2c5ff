/// Java programs with types: parameters arrive as a record, the returned value is kept as the
/// experiment's JSON result, and both show as schemas. Start reading at
/// [dev.retort.engine.typed.TypedProgram].
@NullMarked
package dev.retort.engine.typed;

import org.jspecify.annotations.NullMarked;
