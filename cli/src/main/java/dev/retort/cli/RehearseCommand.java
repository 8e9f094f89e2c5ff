package dev.retort.cli;

import dev.retort.cli.ServeSettings.Options;
import dev.retort.client.NewQuery;
import dev.retort.client.RetortClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `retort rehearse`: a server starts on an empty directory, answers a query and stops. The
/// launcher lets the JVM watch that once, and keeps what it saw as the AOT cache (JEP 514). Not
/// thread-safe.
@Command(
    name = "rehearse",
    hidden = true,
    description = "Starts a server on an empty directory, sends it a query and stops.")
final class RehearseCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @ParentCommand Main main;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      required = true,
      description = "A directory of its own; left as it is then.")
  private Path directory = Path.of("");

  @Override
  public Integer call() throws IOException, InterruptedException {
    Logging.start(Logging.Format.TEXT);
    int port = freePort();
    ServeSettings settings =
        ServeSettings.of(
            main.terminal(),
            new Options(
                null, List.of("true"), null, port, directory, null, false, List.of(), null));
    StopSignal stop = StopSignal.install();
    URI server = URI.create("http://127.0.0.1:" + port + "/");
    CompletableFuture<Void> asked =
        CompletableFuture.runAsync(() -> ask(server)).whenComplete((_, _) -> stop.ask());
    int code = Serving.until(stop, main.terminal(), settings);
    asked.join();
    return code;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// The client tries again until the server is there.
  private static void ask(URI server) {
    try (RetortClient client = RetortClient.at(server).withPatience(PATIENCE)) {
      String id = client.submit(NewQuery.of("rehearsal", "MKTAYIAK")).experimentId();
      var unused = client.await(id, PATIENCE);
    }
  }
}
