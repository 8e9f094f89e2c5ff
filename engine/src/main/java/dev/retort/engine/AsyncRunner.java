package dev.retort.engine;

import dev.retort.core.Ending;
import dev.retort.core.Outcome;
import dev.retort.core.Program;
import dev.retort.core.Reason;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs Java code that answers with a stage. A thread is needed only to start it. Thread-safe.
final class AsyncRunner implements Runner<Program.Async> {
  private final Executor starters;
  private final Executor stoppers;

  /// @param starters threads that a program which blocks in `start` can hold up, and nothing else
  /// @param stoppers threads that cancel futures: what depends on one runs there, and may block
  AsyncRunner(Executor starters, Executor stoppers) {
    this.starters = starters;
    this.stoppers = stoppers;
  }

  @Override
  public void start(Run run, Program.Async program, Consumer<Ending> end) {
    starters.execute(() -> call(run, program, end));
  }

  // a program may throw anything; its run is the one place where everything is caught
  private void call(Run run, Program.Async program, Consumer<Ending> end) {
    CompletableFuture<Integer> future;
    try {
      future = program.code().start(run).toCompletableFuture();
    } catch (Throwable thrown) {
      end.accept(run.ended(JavaOutcome.threw(run.stopCause(), thrown), OwnUsage.SHARED));
      return;
    }
    var unused =
        future.whenComplete((returnCode, thrown) ->
            end.accept(run.ended(outcome(run, program, returnCode, thrown), OwnUsage.SHARED)));
    run.attach(_ -> stoppers.execute(() -> future.cancel(true)));
  }

  private static Outcome outcome(
      Run run, Program.Async program, @Nullable Integer returnCode, @Nullable Throwable thrown) {
    if (thrown != null) {
      return JavaOutcome.threw(run.stopCause(), thrown);
    }
    return returnCode == null
        ? Outcome.Failed.because(Reason.EXIT, "its stage completed without a return code")
        : JavaOutcome.returned(run.stopCause(), returnCode, program.settings().successCodes());
  }
}
