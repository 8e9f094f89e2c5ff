/// The contract that every kind of program keeps: start reading at
/// [dev.retort.engine.kinds.RunnerContract].
@org.jspecify.annotations.NullMarked
package dev.retort.engine.kinds;
