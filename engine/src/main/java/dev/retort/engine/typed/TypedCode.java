package dev.retort.engine.typed;

import dev.retort.core.program.RunContext;

/// The code of a blocking program with typed parameters and result.
///
/// @param <P> its parameters, a record
/// @param <R> its result, anything that Jackson writes
@FunctionalInterface
public interface TypedCode<P, R> {
  /// Does the work. The returned value becomes the experiment's JSON result, with return code 0. An
  /// exception fails the attempt. Retort interrupts the thread to stop the work.
  R run(RunContext run, P parameters) throws Exception;
}
