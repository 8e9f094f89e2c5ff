/// The configured programs with their parameter schemas and command templates: start reading at
/// `ProgramCatalog`.
@NullMarked
package dev.retort.engine.program;

import org.jspecify.annotations.NullMarked;
