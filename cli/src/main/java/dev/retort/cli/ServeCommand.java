package dev.retort.cli;

import dev.retort.cli.config.ConfigException;
import dev.retort.engine.OnStop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
      "Runs a server: takes queries, runs their programs, keeps the results.",
      "",
      "The programs stand in a file (retort.yaml in the current directory is found by itself), or one"
          + " command stands behind --. SIGTERM or Ctrl-C stops it: commands that run go on, and the"
          + " next start adopts them (see --on-stop). A second signal stops it at once: Java code is"
          + " handed back, commands go on."
    },
    mixinStandardHelpOptions = true,
    exitCodeOnExecutionException = ExitCode.USAGE,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:stopped by a signal",
      "1:the store can no longer be written",
      "2:did not start: wrong configuration, port or data directory in use"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  retort serve -- ./my-search.sh '{sequence_file}'",
      "  retort serve -c retort.yaml --port 9000 --data-dir /var/lib/retort",
      "  curl -d 'query_name=foo&query_sequence=MKTAYIAK' localhost:8000/"
    })
final class ServeCommand implements Callable<Integer> {
  @ParentCommand Main main;

  @Spec CommandSpec spec;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration; else retort.yaml in the current directory.")
  private @Nullable Path config;

  @Option(names = "--host", description = "The address to listen on (127.0.0.1).")
  private @Nullable String host;

  @Option(names = "--port", description = "The port to listen on, 0 for any free one (8000).")
  private @Nullable Integer port;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where everything is kept (./retort-data).")
  private @Nullable Path dataDirectory;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description = "How many experiments of the only program run at once (1).")
  private @Nullable Integer concurrency;

  @Option(
      names = "--log-format",
      description = "text or json, one line an event, on stderr (text).")
  private Logging.Format logFormat = Logging.Format.TEXT;

  @Option(
      names = "--listen-without-tokens",
      description = "Say that everyone who reaches the address may run the programs.")
  private boolean listenWithoutTokens;

  @Option(
      names = "--proxy-name",
      paramLabel = "NAME",
      description =
          "A host name under which a proxy on this machine passes requests on; may be given several"
              + " times.")
  private List<String> proxyNames = new ArrayList<>();

  @Option(
      names = "--on-stop",
      description =
          "adopt: commands that run go on, and the next start takes them over; wait: the end waits"
              + " for them (adopt).")
  private @Nullable OnStop onStop;

  @Parameters(
      paramLabel = "COMMAND",
      description = {
        "The only program, behind --. {sequence_file}, {query_sequence}, {query_name},",
        "{experiment_id} and {experiment_dir} are replaced."
      })
  private List<String> command = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    if (!command.isEmpty() && !spec.commandLine().getParseResult().originalArgs().contains("--")) {
      throw new ParameterException(
          spec.commandLine(),
          "a command stands behind --, for example: retort serve -- " + String.join(" ", command));
    }
    Logging.start(logFormat);
    ServeSettings settings;
    try {
      settings =
          ServeSettings.of(
              main.terminal(),
              new ServeSettings.Options(
                  config,
                  command,
                  host,
                  port,
                  dataDirectory,
                  concurrency,
                  listenWithoutTokens,
                  proxyNames,
                  onStop));
    } catch (ConfigException wrong) {
      wrong.problems().forEach(problem -> main.terminal().err().println(problem));
      return ExitCode.USAGE;
    }
    return Serving.until(StopSignal.install(), main.terminal(), settings);
  }
}
