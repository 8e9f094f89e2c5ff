package dev.retort.engine.typed;

import dev.retort.core.RunContext;

/// The code of a blocking program with types.
///
/// @param <P> its parameters, a record
/// @param <R> its result, anything that Jackson writes
@FunctionalInterface
public interface TypedCode<P, R> {
  /// Does the work; the value is kept as the experiment's JSON result, with return code 0. An
  /// exception is a failure. It is interrupted when it shall stop.
  R run(RunContext run, P parameters) throws Exception;
}
