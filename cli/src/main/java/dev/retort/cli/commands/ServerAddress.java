package dev.retort.cli.commands;

import dev.retort.cli.terminal.Terminal;
import dev.retort.client.RetortClient;
import dev.retort.core.RetortException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The server of a command. Not thread-safe.
final class ServerAddress {
  private static final String DEFAULT = "http://127.0.0.1:8000";

  private static final int TIMEOUT_MILLIS = 5_000;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "URL of the server; default RETORT_SERVER, then " + DEFAULT + ".")
  private @Nullable String server;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "File with the token, mode 0600; default RETORT_TOKEN.")
  private @Nullable Path tokenFile;

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
    RetortClient client = RetortClient.at(address);
    return token(terminal).map(client::withToken).orElse(client);
  }

  private Optional<String> token(Terminal terminal) {
    Path file = tokenFile;
    Optional<String> token =
        file == null
            ? Optional.ofNullable(terminal.environment().get("RETORT_TOKEN"))
            : Optional.of(read(terminal.directory().resolve(file)));
    return token.map(String::strip).filter(text -> !text.isEmpty());
  }

  private static String read(Path file) {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      if (!OWNER_ONLY.containsAll(permissions)) {
        throw new RetortException(
            "other users can read the token in " + file + "; run `chmod 600 " + file + "`");
      }
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new RetortException("cannot read the token in " + file + ": " + unreadable, unreadable);
    }
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
