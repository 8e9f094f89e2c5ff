package dev.retort.cli.commands;

import dev.retort.cli.terminal.Terminal;
import dev.retort.client.RetortClient;
import dev.retort.core.RetortException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The server of a command. Not thread-safe.
final class ServerAddress {
  private static final String DEFAULT = "http://127.0.0.1:8000";

  private static final int TIMEOUT_MILLIS = 5_000;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "URL of the server; default RETORT_SERVER, then " + DEFAULT + ".")
  private @Nullable String server;

  /// A client of a reachable server. It retries if the server becomes unreachable later, but fails
  /// immediately if the server is not reachable now.
  ///
  /// @throws RetortException if the server is not reachable; the message says what to do
  RetortClient connect(Terminal terminal) {
    URI address = address(terminal);
    int standard = address.getScheme().equals("https") ? 443 : 80;
    int port = address.getPort() < 0 ? standard : address.getPort();
    try (Socket probe = new Socket()) {
      probe.connect(new InetSocketAddress(address.getHost(), port), TIMEOUT_MILLIS);
    } catch (IOException nobody) {
      throw new RetortException(
          "no server answers at "
              + address
              + "; start one with `retort serve`, or select another with --server or RETORT_SERVER",
          nobody);
    }
    return RetortClient.at(address);
  }

  private URI address(Terminal terminal) {
    String text = server;
    if (text == null) {
      text = terminal.environment().getOrDefault("RETORT_SERVER", DEFAULT);
    }
    try {
      URI address = URI.create(text.contains("://") ? text : "http://" + text);
      boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
      if (http && address.getHost() != null) {
        return address;
      }
    } catch (IllegalArgumentException noUri) {
      // reported below
    }
    throw new RetortException(
        "the server's address must be like " + DEFAULT + ", got \"" + text + '"');
  }
}
