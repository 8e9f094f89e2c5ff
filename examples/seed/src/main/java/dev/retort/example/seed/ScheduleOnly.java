package dev.retort.example.seed;

import dev.retort.core.Query;
import dev.retort.core.program.AsyncCode;
import dev.retort.core.program.Limits;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.core.program.RunContext;
import dev.retort.engine.Engine;
import dev.retort.engine.submit.SubmitRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Two wrappers that only schedule the real work and return immediately: one asynchronous, one on its
/// own thread. To schedule means to submit to the engine, which is possible from any thread. Clients
/// select the wrapper with the field `program`.
///
///     run.sh ScheduleOnly           2 s per query, port 8000
///     run.sh ScheduleOnly 0.5 8001
public final class ScheduleOnly {
  private static final ProgramSettings AS_MANY_AS_COME =
      ProgramSettings.DEFAULTS.withConcurrency(Limits.UNLIMITED);

  private final AsyncCode query;
  private final CompletableFuture<Engine> engine = new CompletableFuture<>();

  /// @param query the real work
  ScheduleOnly(AsyncCode query) {
    this.query = query;
  }

  /// @param arguments seconds per query, port; both optional
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Duration query = ExampleArguments.seconds(arguments, 0, Duration.ofSeconds(2));
    ScheduleOnly example = new ScheduleOnly(Waits.coroutine(query));
    try (ExampleServer serving =
        ExampleServer.start(ExampleArguments.port(arguments, 1), example.programs())) {
      example.use(serving.engine());
      serving.untilStopped();
    }
  }

  /// The work and its two wrappers; the first wrapper is the default program.
  List<Program> programs() {
    return List.of(
        new Program.Async(
            "from-the-loop",
            AS_MANY_AS_COME.withDefault(true),
            run -> {
              schedule(run);
              return CompletableFuture.completedFuture(0);
            }),
        Program.blocking(
            "from-a-thread",
            run -> {
              schedule(run);
              return 0;
            }),
        Program.async("process", query));
  }

  /// The engine opens only after its programs are defined; early runs wait for it.
  void use(Engine opened) {
    engine.complete(opened);
  }

  /// The wrapper's id is the idempotency key: a wrapper that reruns after a crash schedules nothing
  /// twice.
  private void schedule(RunContext run) {
    Query work = Query.of("process", run.experiment().query().name(), run.sequence());
    var unused = engine.join().submit(SubmitRequest.of(work, run.experiment().id().toString()));
  }
}
