package dev.retort.dist;

import dev.retort.core.Experiment;
import dev.retort.core.Query;
import dev.retort.core.RetortException;
import dev.retort.core.program.Program;
import dev.retort.engine.Engine;
import dev.retort.engine.typed.TypedProgram;
import dev.retort.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.util.List;

/// An application that embeds the engine: runs one query of Java code and one of a command, and
/// prints their ends; or prints the message with which Retort refuses to start.
final class EmbeddingMain {
  private EmbeddingMain() {}

  /// The parameters of the Java code.
  record Scale(int factor) {}

  /// @param arguments the data directory
  public static void main(String[] arguments) throws Exception {
    try (Engine engine = open(Path.of(arguments[0]))) {
      Query scale = Query.of("scale", "one", "ACGT").withParameters("{\"factor\": 3}");
      print(engine, scale);
      print(engine, Query.of("count", "two", "ACGT"));
    } catch (RetortException refused) {
      System.out.println("refused: " + refused.getMessage());
    }
  }

  private static Engine open(Path data) {
    return Engine.builder(data)
        .store(SqliteStore::open)
        .program(
            TypedProgram.blocking(
                "scale",
                Scale.class,
                Integer.class,
                (run, scale) -> run.sequence().length() * scale.factor()))
        .program(Program.command("count", List.of("wc", "-c", "{sequence_file}")))
        .open();
  }

  private static void print(Engine engine, Query query) throws InterruptedException {
    Experiment end = engine.await(engine.submit(query).experiment().id());
    System.out.println(end.program() + " " + end.status().word());
  }
}
