package dev.retort.cli.token;

import dev.retort.cli.config.ConfigFile;
import dev.retort.cli.terminal.Terminal;
import dev.retort.server.access.AccessToken;
import dev.retort.server.access.AuditLog;
import dev.retort.server.access.TokenFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Selects the data directory as `serve` does. Not thread-safe.
final class DataOptions {
  private static final Path STANDARD = Path.of("retort-data");

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration file (retort.yaml in the current directory, if it exists).")
  private @Nullable Path config;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "The data directory (that of the file, else ./retort-data).")
  private @Nullable Path dataDirectory;

  /// @throws dev.retort.cli.config.yaml.ConfigException if the file is not valid
  TokenFile tokens(Terminal terminal) {
    return new TokenFile(directory(terminal));
  }

  /// Logs what was done to a token.
  void log(Terminal terminal, String act, AccessToken token) {
    String who = "user " + System.getProperty("user.name");
    new AuditLog(directory(terminal))
        .write(
            new AuditLog.Entry(
                terminal.clock().instant(),
                who,
                act,
                token.name() + " (" + token.id() + ") of " + token.owner(),
                "done"));
  }

  private Path directory(Terminal terminal) {
    Path own = dataDirectory;
    Path directory = own != null ? own : configured(terminal).orElse(STANDARD);
    return terminal.directory().resolve(directory);
  }

  private Optional<Path> configured(Terminal terminal) {
    Path file = config != null ? config : ConfigFile.DEFAULT;
    if (config == null && !Files.exists(terminal.directory().resolve(file))) {
      return Optional.empty();
    }
    return ConfigFile.read(terminal.directory(), file, terminal.environment()).dataDirectory();
  }
}
