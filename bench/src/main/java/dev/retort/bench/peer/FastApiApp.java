package dev.retort.bench.peer;

import dev.retort.bench.measure.Bench;
import dev.retort.bench.measure.BrokenException;
import dev.retort.rig.Pause;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// A FastAPI app with the compatible routes, run by uvicorn with its defaults; it holds all data in
/// memory. Its log, for each request one line of uvicorn and two of the app, goes to a file. Not
/// thread-safe.
public final class FastApiApp implements AutoCloseable {
  private static final String APP = "peer_app";
  private static final int SECONDS_TO_START = 30;
  private static final int BETWEEN_LOOKS = 200;
  private static final int MOST_LOOKS = 600;

  private final Process process;
  private final URI uri;

  private FastApiApp(Process process, URI uri) {
    this.process = process;
    this.uri = uri;
  }

  /// Why the app cannot run here; empty if it can.
  public static Optional<String> missing(Bench bench) throws InterruptedException {
    if (!bench.settings().peers()) {
      return Optional.of("needs --peers");
    }
    return python().isPresent()
        ? Optional.empty()
        : Optional.of("needs a python3 with fastapi and uvicorn");
  }

  private static Optional<String> python() throws InterruptedException {
    for (String python : List.of("/usr/bin/python3", "python3")) {
      if (Tool.says("there", python, "-c", "import fastapi, uvicorn; print('there')")) {
        return Optional.of(python);
      }
    }
    return Optional.empty();
  }

  /// Starts the app and waits until it accepts connections.
  public static FastApiApp start(Bench bench) throws IOException, InterruptedException {
    Path directory = bench.directory("peer");
    try (InputStream app = FastApiApp.class.getResourceAsStream(APP + ".py")) {
      Files.copy(Objects.requireNonNull(app, APP), directory.resolve(APP + ".py"));
    }
    int port = freePort();
    Process process =
        new ProcessBuilder(
                python().orElseThrow(),
                "-m",
                "uvicorn",
                APP + ":app",
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(port))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    boolean up = Pause.until(SECONDS_TO_START, () -> !process.isAlive() || listens(port));
    if (!up || !process.isAlive()) {
      process.destroyForcibly().waitFor();
      throw new IOException("uvicorn did not start: " + Files.readString(directory.resolve("log")));
    }
    return new FastApiApp(process, URI.create("http://127.0.0.1:" + port + "/"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }

  private static boolean listens(int port) {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  public URI uri() {
    return uri;
  }

  /// Waits until its coroutines have ended, so that they do not affect the next measurement.
  public void settle() throws IOException, InterruptedException {
    HttpRequest backlog = HttpRequest.newBuilder(uri.resolve("/backlog/")).build();
    try (HttpClient client = HttpClient.newBuilder().version(Version.HTTP_1_1).build()) {
      for (int look = 0; look < MOST_LOOKS; look++) {
        if (client.send(backlog, BodyHandlers.ofString()).body().contains(" 0 jobs")) {
          return;
        }
        Pause.millis(BETWEEN_LOOKS);
      }
    }
    throw new BrokenException("the FastAPI app has not emptied its backlog");
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
