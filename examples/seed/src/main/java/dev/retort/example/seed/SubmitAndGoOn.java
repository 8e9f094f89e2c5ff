package dev.retort.example.seed;

import dev.retort.core.AsyncCode;
import dev.retort.core.BlockingCode;
import dev.retort.core.Program;
import dev.retort.core.RunContext;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/// A program that gets the query under way and then goes on with blocking work of its own. The
/// client's answer waits for neither; the query has left the backlog as soon as it has ended,
/// whatever the rest does.
///
///     run.sh SubmitAndGoOn                 5 s for the query, 10 s for the rest, on port 8000
///     run.sh SubmitAndGoOn 0.5 1 8001
public final class SubmitAndGoOn {
  private final AsyncCode query;
  private final BlockingCode rest;
  private final Consumer<String> out;

  /// @param query takes its time without a thread
  /// @param rest blocks a thread of its own; its return code does not count
  /// @param out takes one line for each thing that happens
  SubmitAndGoOn(AsyncCode query, BlockingCode rest, Consumer<String> out) {
    this.query = query;
    this.rest = rest;
    this.out = out;
  }

  /// @param arguments seconds for the query, seconds for the rest, port; each may be left out
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Duration query = Arguments.seconds(arguments, 0, Duration.ofSeconds(5));
    Duration rest = Arguments.seconds(arguments, 1, Duration.ofSeconds(10));
    int port = Arguments.port(arguments, 2);
    SubmitAndGoOn example =
        new SubmitAndGoOn(Waits.coroutine(query), Waits.blocking(rest), System.out::println);
    try (Serving serving = Serving.start(port, List.of(example.program()))) {
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
