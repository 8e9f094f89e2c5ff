package dev.retort.bench.work;

import dev.retort.bench.load.HttpLoad;
import dev.retort.bench.load.Request;
import dev.retort.bench.measure.BrokenException;
import dev.retort.bench.measure.Subject;
import dev.retort.rig.Pause;
import dev.retort.rig.Processes;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The launcher of this process, which starts servers as a user does. Thread-safe.
final class RetortLauncher {
  private static final String PROPERTY = "retort.launcher";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final double NANOS = 1e9;

  private final Path script;

  private RetortLauncher(Path script) {
    this.script = script;
  }

  /// The launcher; empty if this process was started without it.
  static Optional<RetortLauncher> find() {
    return Optional.ofNullable(System.getProperty(PROPERTY)).map(Path::of).map(RetortLauncher::new);
  }

  /// Creates the AOT cache if it is missing.
  void makeCache() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(script.toString(), "aot")
            .inheritIO()
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new BrokenException(script + " aot failed");
    }
  }

  /// The time from the start of the launcher to the answer to the first query, in seconds.
  ///
  /// @param directory an empty directory
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
          throw new BrokenException("the server did not start; see its log");
        }
        Pause.millis(1);
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
