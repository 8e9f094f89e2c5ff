package dev.retort.cli.serve;

import dev.retort.cli.config.ListenOptions;
import dev.retort.cli.config.yaml.ConfigException;
import dev.retort.cli.logging.Logging;
import dev.retort.cli.terminal.ExitCode;
import dev.retort.cli.terminal.TerminalOwner;
import dev.retort.engine.EngineBuilder.OnStop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `retort serve`. Not thread-safe.
@Command(
    name = "serve",
    description = {
      "Runs a server: accepts queries, runs their programs, and stores the results.",
      "",
      "A file defines the programs (retort.yaml in the current directory by default), or a command"
          + " after -- is the only program. SIGTERM or Ctrl-C stops the server: running commands"
          + " continue, and the next start adopts them (see --on-stop). A second signal stops it"
          + " immediately: Java code returns to the backlog, commands continue."
    },
    mixinStandardHelpOptions = true,
    exitCodeOnExecutionException = ExitCode.USAGE,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:stopped by a signal",
      "1:the store failed",
      "2:not started: invalid configuration, or port or data directory in use"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  retort serve -- ./my-search.sh '{sequence_file}'",
      "  retort serve -c retort.yaml --port 9000 --data-dir /var/lib/retort",
      "  curl -d 'query_name=foo&query_sequence=MKTAYIAK' localhost:8000/"
    })
public final class ServeCommand implements Callable<Integer> {
  @ParentCommand TerminalOwner main;

  @Spec CommandSpec spec;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration file (retort.yaml in the current directory).")
  private @Nullable Path config;

  @Option(names = "--host", description = "The address to listen on (127.0.0.1).")
  private @Nullable String host;

  @Option(names = "--port", description = "The port to listen on, 0 for any free one (8000).")
  private @Nullable Integer port;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "The data directory (./retort-data).")
  private @Nullable Path dataDirectory;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description = "Maximum number of concurrent runs of the only program (1).")
  private @Nullable Integer concurrency;

  @Option(
      names = "--log-format",
      description = "Format of the log on stderr: text or json, one line for each event (text).")
  private Logging.Format logFormat = Logging.Format.TEXT;

  @Option(
      names = "--listen-without-tokens",
      description =
          "Allow everyone who can reach the address to run the programs, without a token.")
  private boolean listenWithoutTokens;

  @Option(
      names = "--proxy-name",
      paramLabel = "NAME",
      description =
          "A host name under which a proxy on this machine forwards requests; repeatable.")
  private List<String> proxyNames = new ArrayList<>();

  @Option(
      names = "--on-stop",
      description =
          "adopt: running commands continue, and the next start adopts them; wait: the stop waits"
              + " for them (adopt).")
  private @Nullable OnStop onStop;

  @Parameters(
      paramLabel = "COMMAND",
      description =
          "The command of the only program, after --, with the placeholders {sequence_file},"
              + " {query_sequence}, {query_name}, {experiment_id} and {experiment_dir}.")
  private List<String> command = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    if (!command.isEmpty() && !spec.commandLine().getParseResult().originalArgs().contains("--")) {
      throw new ParameterException(
          spec.commandLine(),
          "write a command after --, for example: retort serve -- " + String.join(" ", command));
    }
    Logging.start(logFormat);
    ServeSettings settings;
    try {
      settings =
          ServeSettings.of(
              main.terminal(),
              new ServeSettings.Options(
                  config, command, listenOptions(), dataDirectory, concurrency, onStop));
    } catch (ConfigException wrong) {
      wrong.problems().forEach(problem -> main.terminal().err().println(problem));
      return ExitCode.USAGE;
    }
    return Serving.until(StopSignal.install(), main.terminal(), settings);
  }

  private ListenOptions listenOptions() {
    return new ListenOptions(
        Optional.ofNullable(host),
        Optional.ofNullable(port),
        listenWithoutTokens,
        new LinkedHashSet<>(proxyNames));
  }
}
