package dev.retort.proof.bench.work;

import dev.retort.proof.bench.BrokenException;
import dev.retort.proof.bench.Subject;
import dev.retort.proof.bench.load.HttpLoad;
import dev.retort.proof.bench.load.Request;
import dev.retort.proof.rig.Processes;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The launcher that started this process, to start servers as a user does. Thread-safe.
final class Launcher {
  private static final String PROPERTY = "retort.launcher";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final double NANOS = 1e9;

  private final Path script;

  private Launcher(Path script) {
    this.script = script;
  }

  /// Empty when this process was started in another way.
  static Optional<Launcher> find() {
    return Optional.ofNullable(System.getProperty(PROPERTY)).map(Path::of).map(Launcher::new);
  }

  /// Makes the AOT cache when there is none.
  void makeCache() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(script.toString(), "aot")
            .inheritIO()
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new BrokenException(script + " aot has failed");
    }
  }

  /// From the start of the launcher to the answer to the first query.
  ///
  /// @param directory an empty one
  /// @param cache whether the AOT cache may be used
  double secondsToFirstQuery(Path directory, boolean cache)
      throws IOException, InterruptedException {
    int port = freePort();
    Path data = directory.resolve("data");
    ProcessBuilder builder =
        new ProcessBuilder(
                script.toString(),
                "serve",
                "--port",
                Integer.toString(port),
                "--data-dir",
                data.toString(),
                "--",
                "/bin/true")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile());
    builder.environment().put("RETORT_BUILD", "never");
    builder.environment().put("RETORT_AOT", cache ? "auto" : "off");
    long start = System.nanoTime();
    Process process = builder.start();
    try {
      firstQuery(process, URI.create("http://127.0.0.1:" + port + "/"), start);
      return (System.nanoTime() - start) / NANOS;
    } finally {
      process.destroy();
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      new Processes(data).killAll();
    }
  }

  private static void firstQuery(Process process, URI server, long start)
      throws IOException, InterruptedException {
    HttpLoad query = new HttpLoad(Request.form(server, "/", Subject.FORM), 1);
    while (true) {
      try {
        var _ = query.times(1);
        return;
      } catch (ConnectException notYet) {
        if (!process.isAlive() || System.nanoTime() - start > PATIENCE.toNanos()) {
          throw new BrokenException("the server has not started; see its log");
        }
        TimeUnit.MILLISECONDS.sleep(1);
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
