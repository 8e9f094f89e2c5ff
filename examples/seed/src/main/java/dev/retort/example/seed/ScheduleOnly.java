package dev.retort.example.seed;

import dev.retort.core.AsyncCode;
import dev.retort.core.Limits;
import dev.retort.core.Program;
import dev.retort.core.ProgramSettings;
import dev.retort.core.Query;
import dev.retort.core.RunContext;
import dev.retort.engine.Engine;
import dev.retort.engine.SubmitRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Two wrappers that only schedule the real work and return at once: one without a thread of its
/// own, one on a thread of its own. Scheduling means submitting to the engine, which works from
/// any thread. A client names the wrapper in the field `program`.
///
///     run.sh ScheduleOnly           2 s for a query, on port 8000
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

  /// @param arguments seconds for a query, port; each may be left out
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Duration query = Arguments.seconds(arguments, 0, Duration.ofSeconds(2));
    ScheduleOnly example = new ScheduleOnly(Waits.coroutine(query));
    try (Serving serving = Serving.start(Arguments.port(arguments, 1), example.programs())) {
      example.use(serving.engine());
      serving.untilStopped();
    }
  }

  /// The work, and its two wrappers; the first of them is what a query gets that names none.
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

  /// The engine can only be opened once its programs are known; those that come first wait for it.
  void use(Engine opened) {
    engine.complete(opened);
  }

  /// The wrapper's own id as the key: one that is run again after a crash schedules nothing twice.
  private void schedule(RunContext run) {
    Query work = Query.of("process", run.experiment().query().name(), run.sequence());
    var unused = engine.join().submit(SubmitRequest.of(work, run.experiment().id().toString()));
  }
}
