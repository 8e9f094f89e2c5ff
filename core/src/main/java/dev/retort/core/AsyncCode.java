package dev.retort.core;

import java.util.concurrent.CompletionStage;

/// The code of an asynchronous program.
@FunctionalInterface
public interface AsyncCode {
  /// Starts the work and returns at once; the stage gives the return code. A stage or a call that
  /// throws is a failure.
  CompletionStage<Integer> start(RunContext run) throws Exception;
}
