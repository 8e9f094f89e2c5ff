package dev.retort.engine;

import dev.retort.core.Outcome;
import dev.retort.core.Program;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// Runs Java code that answers with a stage. A thread is needed only to start it. Thread-safe.
final class AsyncRunner implements Runner<Program.Async> {
  private final Executor starters;

  /// @param starters threads that a program which blocks in `start` can hold up, and nothing else
  AsyncRunner(Executor starters) {
    this.starters = starters;
  }

  @Override
  public void start(Run run, Program.Async program, Consumer<Outcome> end) {
    starters.execute(() -> call(run, program, end));
  }

  // a program may throw anything; its run is the one place where everything is caught
  @SuppressWarnings("CatchAndPrintStackTrace")
  private static void call(Run run, Program.Async program, Consumer<Outcome> end) {
    CompletionStage<Integer> stage;
    try {
      stage = program.code().start(run);
    } catch (Throwable thrown) {
      end.accept(JavaOutcome.threw(run.stopCause(), thrown));
      return;
    }
    CompletableFuture<Integer> future = stage.toCompletableFuture();
    future.whenComplete((returnCode, thrown) ->
        end.accept(
            thrown == null
                ? JavaOutcome.returned(
                    run.stopCause(), returnCode, program.settings().successCodes())
                : JavaOutcome.threw(run.stopCause(), thrown)));
    run.attach(_ -> future.cancel(true));
  }
}
