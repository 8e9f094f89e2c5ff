package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.test.Needed;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A real nginx on a free loopback port.
final class Nginx implements AutoCloseable {
  private static final int ATTEMPTS = 5;

  private final Path directory;
  final URI uri;

  private Nginx(Path directory, URI uri) {
    this.directory = directory;
    this.uri = uri;
  }

  /// Starts nginx and returns once it listens; skips the test where nginx is not installed.
  ///
  /// @param directory an empty directory for its configuration and its temporary files
  /// @param locations the inside of the `server` block
  static Nginx with(Path directory, String locations) throws IOException, InterruptedException {
    Optional<Path> program = program();
    Needed.here("nginx", program.isPresent());
    for (int attempt = 1; ; attempt++) {
      int port = freePort();
      Files.writeString(directory.resolve("nginx.conf"), configuration(port, locations));
      if (run(program.orElseThrow(), directory) == 0) {
        return new Nginx(directory, URI.create("http://127.0.0.1:" + port + '/'));
      }
      assertThat(attempt)
          .as(Files.readString(directory.resolve("output")))
          .isLessThan(ATTEMPTS); // another process may have taken the port
    }
  }

  private static Optional<Path> program() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(place -> Path.of(place, "nginx"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// The parent exits once its daemon listens.
  private static int run(Path program, Path directory, String... more)
      throws IOException, InterruptedException {
    List<String> command =
        Stream.concat(
                Stream.of(
                    program.toString(),
                    "-p",
                    directory.toString(),
                    "-c",
                    directory.resolve("nginx.conf").toString(),
                    "-e",
                    directory.resolve("error.log").toString()),
                Stream.of(more))
            .toList();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private static String configuration(int port, String locations) {
    String user = System.getProperty("user.name").equals("root") ? "user root;\n" : "";
    return user
        + """
        worker_processes 1;
        pid nginx.pid;
        events {}
        http {
          access_log off;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          server {
            listen 127.0.0.1:%d;
            %s
          }
        }
        """
            .formatted(port, locations);
  }

  @Override
  public void close() throws IOException, InterruptedException {
    run(program().orElseThrow(), directory, "-s", "quit");
  }
}
