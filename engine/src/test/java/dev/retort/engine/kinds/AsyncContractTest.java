package dev.retort.engine.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.Experiment;
import dev.retort.core.Reason;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.core.program.RunContext;
import dev.retort.engine.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

class AsyncContractTest extends RunnerContract {
  @Override
  Program program(ProgramSettings settings) {
    return new Program.Async("kind", settings, AsyncContractTest::start);
  }

  private static CompletionStage<Integer> start(RunContext run) throws Exception {
    return switch (Behaviour.valueOf(run.experiment().query().name())) {
      case WAIT -> {
        CompletableFuture<Integer> end = new EndsByItself();
        run.onStop(() -> {
          mark(run);
          end.completeExceptionally(new CancellationException());
        });
        run.progress(0.42, "waiting for the end");
        yield end;
      }
      case FINISH_WHEN_STOPPED -> {
        CompletableFuture<Integer> end = new CompletableFuture<>();
        run.onStop(() -> end.complete(0));
        run.progress(0.42, "waiting for the end");
        yield end.copy();
      }
      case LINGER -> {
        run.progress(0.42, "waiting for the end");
        yield new Deaf(Path.of(run.sequence()));
      }
      default -> CompletableFuture.completedFuture(new ContractCode().run(run));
    };
  }

  /// A stage that cannot be cancelled: a cancel would end it while what it does at a stop is still
  /// under way on another thread.
  private static class EndsByItself extends CompletableFuture<Integer> {
    @Override
    public boolean cancel(boolean interrupt) {
      return false;
    }
  }

  /// One that completes when a file is there.
  private static final class Deaf extends EndsByItself {
    Deaf(Path release) {
      look(release);
    }

    private void look(Path release) {
      if (Files.exists(release)) {
        complete(0);
      } else {
        CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS).execute(() -> look(release));
      }
    }
  }

  private static void mark(RunContext run) {
    try {
      ContractCode.leaveMark(run);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  String output(Engine engine, Experiment experiment) {
    return engine.result(experiment.id()).orElseThrow();
  }

  @Override
  void checkCap(Engine engine, Experiment flooded) {
    assertThat(flooded.state().end().reason()).isEqualTo(Reason.EXIT);
    assertThat(flooded.state().end().message()).contains("at most 1000000 characters");
    assertThat(engine.result(flooded.id())).isEmpty();
  }
}
