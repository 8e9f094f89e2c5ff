/// Events of an engine for an application: start reading at
/// [dev.retort.engine.listen.EngineListener].
@NullMarked
package dev.retort.engine.listen;

import org.jspecify.annotations.NullMarked;
