package dev.retort.example.seed;

import dev.retort.core.program.Program;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// Sends the queries foo and bar, which take two seconds each, and polls the backlog every second
/// until it is empty.
///
///     run.sh TwoQueries                          starts its own server
///     run.sh TwoQueries http://127.0.0.1:8000/   uses a running server
public final class TwoQueries {
  private static final Duration QUERY = Duration.ofSeconds(2);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private TwoQueries() {}

  /// @param arguments the address of a running server; none to start one
  public static void main(String[] arguments) throws IOException, InterruptedException {
    ProgressTime time = new ProgressTime(System::nanoTime);
    if (arguments.length > 0) {
      overSocket(URI.create(arguments[0]), time);
      return;
    }
    try (ExampleServer serving =
        ExampleServer.start(0, List.of(program(QUERY, time, System.out::println)))) {
      time.restart();
      overSocket(serving.uri(), time);
    }
  }

  private static void overSocket(URI server, ProgressTime time) throws InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      run(
          new BacklogClient(new Http.Socket(http, server), time, System.out::println),
          () -> Thread.sleep(BETWEEN_LOOKS));
    }
    System.out.printf(Locale.ROOT, "Done after %.3f seconds.%n", time.seconds());
  }

  /// The program: waits without a thread, and reports its end.
  static Program program(Duration takes, ProgressTime time, Consumer<String> out) {
    return Program.async(
        "process",
        run ->
            Waits.coroutine(takes)
                .start(run)
                .thenApply(code -> {
                  out.accept(
                      time.line(
                          "process - query "
                              + run.experiment().id()
                              + " ends with return code "
                              + code));
                  return code;
                }));
  }

  /// Runs the client.
  static void run(BacklogClient client, BacklogClient.Pause pause) throws InterruptedException {
    client.send("foo", "42");
    client.send("bar", "43");
    client.untilEmpty(pause);
  }
}
