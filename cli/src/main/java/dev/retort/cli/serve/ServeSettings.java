package dev.retort.cli.serve;

import dev.retort.cli.config.CommandLineProgram;
import dev.retort.cli.config.ConfigFile;
import dev.retort.cli.config.Configuration;
import dev.retort.cli.config.HttpKeys;
import dev.retort.cli.config.ListenOptions;
import dev.retort.cli.config.yaml.ConfigException;
import dev.retort.cli.config.yaml.ConfigProblem;
import dev.retort.cli.terminal.Terminal;
import dev.retort.core.program.NodeCapacity;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.engine.EngineBuilder.OnStop;
import dev.retort.server.ListenAddress;
import dev.retort.server.RetortServerBuilder;
import dev.retort.server.access.AccessSettings;
import dev.retort.server.access.TokenFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The settings of a server, from the command line and the file. Immutable.
///
/// @param programs at least one
/// @param listen the listening address
/// @param dataDirectory absolute
/// @param listenWithoutTokens whether addresses other than loopback are allowed
/// @param proxyNames host names under which a proxy on this machine forwards requests
/// @param http how clients reach the server, and their time limits
/// @param totals the capacity for all programs together
/// @param retentionSize maximum size of the files of all ended experiments; null for no limit
/// @param onStop what a stop does with running commands
/// @param hints valid settings that may be mistakes
record ServeSettings(
    List<Program> programs,
    ListenAddress listen,
    Path dataDirectory,
    boolean listenWithoutTokens,
    Set<String> proxyNames,
    HttpKeys.Options http,
    NodeCapacity totals,
    @Nullable Long retentionSize,
    OnStop onStop,
    List<ConfigProblem> hints) {
  private static final Path DATA = Path.of("retort-data");

  /// The options of the command line; null or empty if not set.
  record Options(
      @Nullable Path config,
      List<String> command,
      ListenOptions listen,
      @Nullable Path dataDirectory,
      @Nullable Integer concurrency,
      @Nullable OnStop onStop) {

    /// The options of `check`, which has fewer.
    static Options of(@Nullable Path config, @Nullable Path dataDirectory) {
      return new Options(config, List.of(), ListenOptions.NONE, dataDirectory, null, null);
    }
  }

  /// @throws ConfigException with all problems
  /// @throws dev.retort.core.RetortException if other machines can reach the address, but this is
  ///   not allowed explicitly
  static ServeSettings of(Terminal terminal, Options options) {
    List<ConfigProblem> wrong = new ArrayList<>(optionProblems(options));
    Optional<Configuration> read = Optional.empty();
    try {
      read = Optional.of(read(terminal, options));
    } catch (ConfigException inTheFile) {
      wrong.addAll(inTheFile.problems());
    }
    if (options.concurrency() != null && read.map(c -> c.programs().size()).orElse(1) > 1) {
      wrong.add(
          new ConfigProblem(
              "--concurrency",
              "is ambiguous: the file has its own programs",
              "set `concurrency` in the file"));
    }
    if (!wrong.isEmpty() || read.isEmpty()) {
      throw new ConfigException(wrong);
    }
    return merged(terminal, options, read.get());
  }

  private static List<ConfigProblem> optionProblems(Options options) {
    List<ConfigProblem> wrong = new ArrayList<>();
    options
        .listen()
        .port()
        .filter(port -> port < 0 || port > 65_535)
        .map(port -> new ConfigProblem("--port", "must be from 0 to 65535, got " + port, null))
        .ifPresent(wrong::add);
    Integer concurrency = options.concurrency();
    if (concurrency != null && (concurrency < 1 || concurrency > 1024)) {
      wrong.add(
          new ConfigProblem("--concurrency", "must be from 1 to 1024, got " + concurrency, null));
    }
    return wrong;
  }

  private static ServeSettings merged(
      Terminal terminal, Options options, Configuration configuration) {
    Path data = options.dataDirectory();
    OnStop onStop = options.onStop();
    ListenOptions listen = options.listen().over(configuration.listen());
    HttpKeys.Options http = configuration.http();
    Path directory =
        terminal
            .directory()
            .resolve(data != null ? data : configuration.dataDirectory().orElse(DATA));
    requireConsistent(listen, http);
    return new ServeSettings(
        configuration.programs().stream()
            .map(program -> atOnce(program, options.concurrency()))
            .toList(),
        ListenAddress.of(
            listen.host().orElse(RetortServerBuilder.DEFAULT_HOST),
            listen.port().orElse(RetortServerBuilder.DEFAULT_PORT),
            listen.withoutTokens()
                || http.trustedHeader().isPresent()
                || new TokenFile(directory).hasValid(terminal.clock().instant())),
        directory,
        listen.withoutTokens(),
        listen.proxyNames(),
        http,
        configuration.totals(),
        configuration.retentionSize().orElse(null),
        onStop != null ? onStop : configuration.onStop().orElse(OnStop.ADOPT),
        configuration.hints());
  }

  private static void requireConsistent(ListenOptions listen, HttpKeys.Options http) {
    try {
      AccessSettings.of(
          listen.withoutTokens(), http.requireTokens(), http.trustedHeader().orElse(null), true);
    } catch (IllegalArgumentException contradiction) {
      throw new ConfigException(
          List.of(new ConfigProblem("access", String.valueOf(contradiction.getMessage()), null)));
    }
  }

  private static Configuration read(Terminal terminal, Options options) {
    Path config = options.config();
    if (!options.command().isEmpty()) {
      if (config != null) {
        throw new ConfigException(
            List.of(
                new ConfigProblem(
                    "command line",
                    "a configuration file and a command after -- exclude each other",
                    "use one of the two")));
      }
      return CommandLineProgram.read(
          options.command(), terminal.directory(), terminal.environment());
    }
    Path file = config != null ? config : ConfigFile.DEFAULT;
    if (config == null && !Files.exists(terminal.directory().resolve(file))) {
      throw new ConfigException(
          List.of(
              new ConfigProblem(
                  "command line",
                  "there is no program to run",
                  "write a "
                      + ConfigFile.DEFAULT
                      + ", select a file with -c, or give a command: retort serve --"
                      + " ./my-search.sh '{sequence_file}'")));
    }
    return ConfigFile.read(terminal.directory(), file, terminal.environment());
  }

  private static Program atOnce(Program program, @Nullable Integer concurrency) {
    if (concurrency == null) {
      return program;
    }
    ProgramSettings settings = program.settings().withConcurrency(concurrency);
    return switch (program) {
      case Program.Command command ->
          new Program.Command(command.name(), settings, command.command());
      case Program.Isolated isolated ->
          new Program.Isolated(isolated.name(), settings, isolated.isolated());
      case Program.Async _, Program.Blocking _ -> program;
    };
  }
}
