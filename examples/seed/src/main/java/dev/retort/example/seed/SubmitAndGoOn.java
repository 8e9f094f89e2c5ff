package dev.retort.example.seed;

import dev.retort.core.program.AsyncCode;
import dev.retort.core.program.BlockingCode;
import dev.retort.core.program.Program;
import dev.retort.core.program.RunContext;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/// A program that starts the query and then continues with other, blocking work. The client's answer
/// waits for neither. The query leaves the backlog as soon as it ends, independent of the other
/// work.
///
///     run.sh SubmitAndGoOn                 5 s for the query, 10 s for the rest, port 8000
///     run.sh SubmitAndGoOn 0.5 1 8001
public final class SubmitAndGoOn {
  private final AsyncCode query;
  private final BlockingCode rest;
  private final Consumer<String> out;

  /// @param query runs without a thread
  /// @param rest blocks its own thread; its return code is ignored
  /// @param out receives one line for each event
  SubmitAndGoOn(AsyncCode query, BlockingCode rest, Consumer<String> out) {
    this.query = query;
    this.rest = rest;
    this.out = out;
  }

  /// @param arguments seconds for the query, seconds for the rest, port; all optional
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Duration query = ExampleArguments.seconds(arguments, 0, Duration.ofSeconds(5));
    Duration rest = ExampleArguments.seconds(arguments, 1, Duration.ofSeconds(10));
    int port = ExampleArguments.port(arguments, 2);
    SubmitAndGoOn example =
        new SubmitAndGoOn(Waits.coroutine(query), Waits.blocking(rest), System.out::println);
    try (ExampleServer serving = ExampleServer.start(port, List.of(example.program()))) {
      serving.untilStopped();
    }
  }

  Program program() {
    return Program.async("process", this::process);
  }

  private CompletionStage<Integer> process(RunContext run) throws Exception {
    CompletionStage<Integer> end = query.start(run);
    out.accept("process - " + run.experiment().id() + " - the query is under way, the rest begins");
    Thread.ofPlatform().daemon().name("rest-" + run.experiment().id()).start(() -> goOn(run));
    return end;
  }

  private void goOn(RunContext run) {
    String how = "has ended";
    try {
      int unused = rest.run(run);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      how = "was interrupted";
    } catch (Exception failed) {
      how = "failed: " + failed;
    }
    out.accept("process - " + run.experiment().id() + " - the rest " + how);
  }
}
