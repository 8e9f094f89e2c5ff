package dev.retort.example.seed;

import dev.retort.core.Experiment;
import dev.retort.core.program.Program;
import dev.retort.core.store.ExperimentFilter;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;

/// CPU-bound work in a separate JVM, while the server stays responsive.
///
///     run.sh SeparateProcess            counts the primes up to 20 million
///     run.sh SeparateProcess 1000000
public final class SeparateProcess {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private SeparateProcess() {}

  /// @param arguments the upper limit of the count; optional
  public static void main(String[] arguments) throws IOException, InterruptedException {
    String limit = arguments.length > 0 ? arguments[0] : "20000000";
    try (ExampleServer serving = ExampleServer.start(0, List.of(program()));
        HttpClient http = HttpClient.newHttpClient()) {
      BacklogClient client =
          new BacklogClient(
              new Http.Socket(http, serving.uri()),
              new ProgressTime(System::nanoTime),
              System.out::println);
      Http.Reply unused = client.send("primes", limit);
      client.untilEmpty(() -> Thread.sleep(BETWEEN_LOOKS));
      Experiment ended = serving.engine().list(ExperimentFilter.ALL, 1).getFirst();
      System.out.println(
          "counted: "
              + Files.readString(serving.engine().files(ended).result().orElseThrow())
              + ", served by process "
              + ProcessHandle.current().pid());
    }
  }

  static Program program() {
    return Program.isolated("primes", CountPrimes.class);
  }
}
