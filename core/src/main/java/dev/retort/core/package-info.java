/// The words of Retort as types: queries, experiments, programs, outcomes and the legal moves
/// between states. Depends on nothing but JSpecify. Start reading at `Experiment`, then
/// `Lifecycle`, then `Store`.
@NullMarked
package dev.retort.core;

import org.jspecify.annotations.NullMarked;
