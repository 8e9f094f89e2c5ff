package dev.retort.cli;

import dev.retort.cli.config.CommandLineProgram;
import dev.retort.cli.config.ConfigException;
import dev.retort.cli.config.ConfigFile;
import dev.retort.cli.config.Configuration;
import dev.retort.cli.config.Problem;
import dev.retort.core.Program;
import dev.retort.core.ProgramSettings;
import dev.retort.engine.NodeTotals;
import dev.retort.engine.OnStop;
import dev.retort.server.ListenAddress;
import dev.retort.server.RetortServerBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a server runs and where, after the command line has had its say over the file. Immutable.
///
/// @param programs at least one
/// @param listen where it listens
/// @param dataDirectory absolute
/// @param listenWithoutTokens whether another address than a loopback one may be used
/// @param proxyNames host names under which a proxy on this machine passes requests on
/// @param totals what the programs may take of this machine together
/// @param onStop what becomes of running commands at a stop
/// @param hints what is allowed, but perhaps not meant
record ServeSettings(
    List<Program> programs,
    ListenAddress listen,
    Path dataDirectory,
    boolean listenWithoutTokens,
    Set<String> proxyNames,
    NodeTotals totals,
    OnStop onStop,
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
      boolean listenWithoutTokens,
      List<String> proxyNames,
      @Nullable OnStop onStop) {

    /// Those of `check`, which says less.
    static Options of(@Nullable Path config, @Nullable Path dataDirectory) {
      return new Options(
          config, List.of(), null, null, dataDirectory, null, false, List.of(), null);
    }
  }

  /// @throws ConfigException with everything that is wrong
  /// @throws dev.retort.core.RetortException when the address is one that others reach, and nobody
  ///   said so
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
    OnStop onStop = options.onStop();
    boolean open = options.listenWithoutTokens() || configuration.listenWithoutTokens();
    Set<String> names = new LinkedHashSet<>(configuration.proxyNames());
    names.addAll(options.proxyNames());
    return new ServeSettings(
        configuration.programs().stream()
            .map(program -> atOnce(program, options.concurrency()))
            .toList(),
        ListenAddress.of(
            host != null ? host : configuration.host().orElse(RetortServerBuilder.DEFAULT_HOST),
            port != null ? port : configuration.port().orElse(RetortServerBuilder.DEFAULT_PORT),
            open),
        terminal
            .directory()
            .resolve(data != null ? data : configuration.dataDirectory().orElse(DATA)),
        open,
        names,
        configuration.totals(),
        onStop != null ? onStop : configuration.onStop().orElse(OnStop.ADOPT),
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
