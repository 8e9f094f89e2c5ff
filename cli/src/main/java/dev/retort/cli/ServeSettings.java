package dev.retort.cli;

import dev.retort.cli.config.CommandLineProgram;
import dev.retort.cli.config.ConfigException;
import dev.retort.cli.config.ConfigFile;
import dev.retort.cli.config.Configuration;
import dev.retort.cli.config.Problem;
import dev.retort.core.Program;
import dev.retort.server.RetortServerBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a server runs and where, after the command line has had its say over the file. Immutable.
///
/// @param programs at least one
/// @param host where it listens
/// @param port 0 for any free one
/// @param dataDirectory absolute
/// @param listenWithoutTokens whether another address than a loopback one may be used
/// @param hints what is allowed, but perhaps not meant
record ServeSettings(
    List<Program> programs,
    String host,
    int port,
    Path dataDirectory,
    boolean listenWithoutTokens,
    List<Problem> hints) {
  private static final Path DATA = Path.of("retort-data");

  /// What the command line says; null and empty where it says nothing.
  record Options(
      @Nullable Path config,
      List<String> command,
      @Nullable String host,
      @Nullable Integer port,
      @Nullable Path dataDirectory,
      @Nullable Integer concurrency,
      boolean listenWithoutTokens) {}

  /// @throws ConfigException with everything that is wrong
  static ServeSettings of(Terminal terminal, Options options) {
    List<Problem> wrong = new ArrayList<>(optionProblems(options));
    Optional<Configuration> read = Optional.empty();
    try {
      read = Optional.of(read(terminal, options));
    } catch (ConfigException inTheFile) {
      wrong.addAll(inTheFile.problems());
    }
    if (options.concurrency() != null && read.map(c -> c.programs().size()).orElse(1) > 1) {
      wrong.add(
          new Problem(
              "--concurrency",
              "does not say which of the programs it is for",
              "set `concurrency` in the file"));
    }
    if (!wrong.isEmpty() || read.isEmpty()) {
      throw new ConfigException(wrong);
    }
    return merged(terminal, options, read.get());
  }

  private static List<Problem> optionProblems(Options options) {
    List<Problem> wrong = new ArrayList<>();
    Integer port = options.port();
    if (port != null && (port < 0 || port > 65_535)) {
      wrong.add(new Problem("--port", "must be from 0 to 65535, got " + port, null));
    }
    Integer concurrency = options.concurrency();
    if (concurrency != null && (concurrency < 1 || concurrency > 1024)) {
      wrong.add(new Problem("--concurrency", "must be from 1 to 1024, got " + concurrency, null));
    }
    return wrong;
  }

  private static ServeSettings merged(
      Terminal terminal, Options options, Configuration configuration) {
    Path data = options.dataDirectory();
    String host = options.host();
    Integer port = options.port();
    return new ServeSettings(
        configuration.programs().stream()
            .map(program -> atOnce(program, options.concurrency()))
            .toList(),
        host != null ? host : configuration.host().orElse(RetortServerBuilder.DEFAULT_HOST),
        port != null ? port : configuration.port().orElse(RetortServerBuilder.DEFAULT_PORT),
        terminal
            .directory()
            .resolve(data != null ? data : configuration.dataDirectory().orElse(DATA)),
        options.listenWithoutTokens() || configuration.listenWithoutTokens(),
        configuration.hints());
  }

  private static Configuration read(Terminal terminal, Options options) {
    Path config = options.config();
    if (!options.command().isEmpty()) {
      if (config != null) {
        throw new ConfigException(
            List.of(
                new Problem(
                    "command line",
                    "a configuration file and a command behind -- exclude each other",
                    "use one of the two")));
      }
      return CommandLineProgram.read(
          options.command(), terminal.directory(), terminal.environment());
    }
    Path file = config != null ? config : ConfigFile.DEFAULT;
    if (config == null && !Files.exists(terminal.directory().resolve(file))) {
      throw new ConfigException(
          List.of(
              new Problem(
                  "command line",
                  "there is no program to run",
                  "write a "
                      + ConfigFile.DEFAULT
                      + ", name one with -c, or give a command: retort"
                      + " serve -- ./my-search.sh '{sequence_file}'")));
    }
    return ConfigFile.read(terminal.directory(), file, terminal.environment());
  }

  private static Program atOnce(Program program, @Nullable Integer concurrency) {
    return concurrency != null && program instanceof Program.Command command
        ? new Program.Command(
            command.name(), command.settings().withConcurrency(concurrency), command.command())
        : program;
  }
}
