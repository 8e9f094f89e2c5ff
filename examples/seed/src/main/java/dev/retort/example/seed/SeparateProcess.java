package dev.retort.example.seed;

import dev.retort.core.Experiment;
import dev.retort.core.Filter;
import dev.retort.core.Program;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;

/// Work that burns a processor, in a JVM of its own, while the server goes on answering.
///
///     run.sh SeparateProcess            counts the primes up to 20 million
///     run.sh SeparateProcess 1000000
public final class SeparateProcess {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private SeparateProcess() {}

  /// @param arguments up to which number to count; may be left out
  public static void main(String[] arguments) throws IOException, InterruptedException {
    String limit = arguments.length > 0 ? arguments[0] : "20000000";
    try (Serving serving = Serving.start(0, List.of(program()));
        HttpClient http = HttpClient.newHttpClient()) {
      BacklogClient client =
          new BacklogClient(
              new Http.Socket(http, serving.uri()),
              new ProgressTime(System::nanoTime),
              System.out::println);
      Http.Reply unused = client.send("primes", limit);
      client.untilEmpty(() -> Thread.sleep(BETWEEN_LOOKS));
      Experiment ended = serving.engine().list(Filter.ALL, 1).getFirst();
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
