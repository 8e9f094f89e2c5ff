package dev.retort.core.program;

import java.util.concurrent.CompletionStage;

/// The code of an asynchronous program.
@FunctionalInterface
public interface AsyncCode {
  /// Starts the work and returns immediately; the stage completes with the return code. An
  /// exception from the call or the stage fails the attempt.
  CompletionStage<Integer> start(RunContext run) throws Exception;
}
