package dev.retort.engine.run;

import dev.retort.core.AttemptResult;
import dev.retort.core.Outcome;
import dev.retort.core.Reason;
import dev.retort.core.program.Program;
import dev.retort.engine.threads.Threads;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs Java code that returns a stage. Only its start needs a thread. Thread-safe.
public final class AsyncRunner extends JavaRunner<Program.Async> {
  private final Executor starters;
  private final Executor stoppers;

  /// @param threads its starters call programs, its stoppers cancel futures; both may block
  public AsyncRunner(Threads threads, InstantSource clock) {
    super(Program.Async.class, threads, clock);
    this.starters = threads.starters();
    this.stoppers = threads.stoppers();
  }

  @Override
  protected void call(Run run, Program.Async program, Consumer<AttemptResult> end) {
    starters.execute(() -> invoke(run, program, end));
  }

  // a program may throw anything; only its run catches everything
  private void invoke(Run run, Program.Async program, Consumer<AttemptResult> end) {
    CompletableFuture<Integer> future;
    try {
      future = program.code().start(run).toCompletableFuture();
    } catch (Throwable thrown) {
      end.accept(run.ended(JavaOutcome.threw(run.stopCause(), thrown), usage(null)));
      return;
    }
    var unused =
        future.whenComplete((returnCode, thrown) ->
            end.accept(run.ended(outcome(run, program, returnCode, thrown), usage(null))));
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
