package dev.retort.example.plain;

import dev.retort.core.Experiment;
import dev.retort.core.Query;
import dev.retort.core.program.Program;
import dev.retort.engine.Engine;
import dev.retort.engine.listen.EngineListener;
import dev.retort.engine.submit.Acceptance;
import dev.retort.engine.submit.SubmitRequest;
import dev.retort.engine.submit.SubmitResult;
import dev.retort.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Runs one command and one isolated Java program, and prints how they ended.
public final class Main {
  private Main() {}

  /// @param arguments the data directory
  public static void main(String[] arguments) {
    try (Engine engine =
            Engine.builder(Path.of(arguments[0]))
                .store(SqliteStore::open)
                .program(Program.command("count", List.of("wc", "-c", "{sequence_file}")))
                .program(Program.isolated("reverse", Reverse.class))
                .open();
        EngineListener.Registration unused = Watching.watch(engine)) {
      submit(engine);
    }
  }

  private static void submit(Engine engine) {
    List<SubmitRequest> requests =
        List.of(
            SubmitRequest.of(Query.of("count", "first", "ACGT"), null),
            SubmitRequest.of(Query.of("reverse", "second", "ACGT"), null));
    for (SubmitResult result : engine.submitAll(requests)) {
      switch (result) {
        case SubmitResult.Accepted accepted -> print(engine, accepted.acceptance());
        case SubmitResult.Refused refused -> throw refused.cause();
        case SubmitResult.Unknown unknown -> throw unknown.cause();
      }
    }
  }

  private static void print(Engine engine, Acceptance accepted) {
    CompletableFuture<Experiment> end = engine.whenEnded(accepted.experiment().id());
    end.thenAccept(it -> System.out.println(it.program() + " " + it.status().word())).join();
  }
}
