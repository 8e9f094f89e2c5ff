package dev.retort.engine.typed;

import dev.retort.core.program.RunContext;
import java.util.concurrent.CompletionStage;

/// The code of an asynchronous program with typed parameters and result.
///
/// @param <P> its parameters, a record
/// @param <R> its result, anything that Jackson writes
@FunctionalInterface
public interface TypedAsyncCode<P, R> {
  /// Starts the work and returns immediately. The value of the stage becomes the experiment's JSON
  /// result, with return code 0. An exception from the call or the stage fails the attempt.
  CompletionStage<R> start(RunContext run, P parameters) throws Exception;
}
