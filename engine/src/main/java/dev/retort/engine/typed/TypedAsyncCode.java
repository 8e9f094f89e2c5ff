package dev.retort.engine.typed;

import dev.retort.core.RunContext;
import java.util.concurrent.CompletionStage;

/// The code of an asynchronous program with types.
///
/// @param <P> its parameters, a record
/// @param <R> its result, anything that Jackson writes
@FunctionalInterface
public interface TypedAsyncCode<P, R> {
  /// Starts the work and returns at once; what the stage gives is kept as the experiment's JSON
  /// result, with return code 0. A stage or a call that throws is a failure.
  CompletionStage<R> start(RunContext run, P parameters) throws Exception;
}
