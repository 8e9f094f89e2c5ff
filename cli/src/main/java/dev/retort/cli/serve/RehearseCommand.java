package dev.retort.cli.serve;

import dev.retort.cli.config.ListenOptions;
import dev.retort.cli.logging.Logging;
import dev.retort.cli.serve.ServeSettings.Options;
import dev.retort.cli.terminal.TerminalOwner;
import dev.retort.client.NewQuery;
import dev.retort.client.RetortClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `retort rehearse`: a server starts on an empty directory, answers a query and stops. The
/// launcher records one such run as the AOT caches (JEP 514) of the server and of its warden. Not
/// thread-safe.
@Command(
    name = "rehearse",
    hidden = true,
    description = "Starts a server on an empty directory, sends it a query, and stops it.")
public final class RehearseCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @ParentCommand TerminalOwner main;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      required = true,
      description = "An empty data directory; not deleted afterwards.")
  private Path directory = Path.of("");

  @Override
  public Integer call() throws IOException, InterruptedException {
    Logging.start(Logging.Format.TEXT);
    int port = freePort();
    ListenOptions listen = new ListenOptions(Optional.empty(), Optional.of(port), false, Set.of());
    ServeSettings settings =
        ServeSettings.of(
            main.terminal(), new Options(null, List.of("true"), listen, directory, null, null));
    StopSignal stop = StopSignal.install();
    URI server = URI.create("http://127.0.0.1:" + port + "/");
    CompletableFuture<Void> asked =
        CompletableFuture.runAsync(() -> ask(server)).whenComplete((_, _) -> stop.ask());
    int code = Serving.until(stop, main.terminal(), settings);
    asked.join();
    awaitWarden();
    return code;
  }

  /// Waits for the warden, which writes its own cache as it exits.
  private static void awaitWarden() {
    ProcessHandle.current()
        .children()
        .forEach(child -> child.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// The client retries until the server listens.
  private static void ask(URI server) {
    try (RetortClient client = RetortClient.at(server).withPatience(PATIENCE)) {
      String id = client.submit(NewQuery.of("rehearsal", "MKTAYIAK")).experimentId();
      var unused = client.await(id, PATIENCE);
    }
  }
}
