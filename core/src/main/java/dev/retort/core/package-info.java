/// The words of Retort as types, and the rules between them; no dependency but annotations.
///
/// Start with [dev.retort.core.Query] and [dev.retort.core.Experiment], then
/// [dev.retort.core.Lifecycle], which holds every legal move, and [dev.retort.core.Store], the seam
/// behind which the moves become durable.
@NullMarked
package dev.retort.core;

import org.jspecify.annotations.NullMarked;
