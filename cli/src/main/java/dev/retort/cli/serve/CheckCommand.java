package dev.retort.cli.serve;

import dev.retort.cli.config.ConfigSchema;
import dev.retort.cli.config.yaml.ConfigException;
import dev.retort.cli.terminal.ExitCode;
import dev.retort.cli.terminal.TerminalOwner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `retort check`. Not thread-safe.
@Command(
    name = "check",
    description = {
      "Reports every problem in a configuration, the protection on this machine, and the effect of"
          + " a restart.",
      "Starts nothing. Reads the store unless a server has it open."
    },
    mixinStandardHelpOptions = true,
    exitCodeOnExecutionException = ExitCode.USAGE,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:the configuration is valid", "2:the configuration has problems"},
    footerHeading = "%nExamples:%n",
    footer = {"  retort check -c retort.yaml", "  retort check --schema > retort.schema.json"})
public final class CheckCommand implements Callable<Integer> {
  @ParentCommand TerminalOwner main;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration file (retort.yaml in the current directory).")
  private @Nullable Path config;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "The data directory (./retort-data).")
  private @Nullable Path dataDirectory;

  @Option(
      names = "--schema",
      description = "Prints the JSON Schema of the configuration, for editors; checks nothing.")
  private boolean schema;

  @Override
  public Integer call() throws IOException {
    if (schema) {
      main.terminal().println(ConfigSchema.text());
      return ExitCode.OK;
    }
    ServeSettings settings;
    try {
      settings = ServeSettings.of(main.terminal(), ServeSettings.Options.of(config, dataDirectory));
    } catch (ConfigException wrong) {
      wrong.problems().forEach(problem -> main.terminal().err().println(problem));
      return ExitCode.USAGE;
    }
    Path root = Path.of("/");
    new CheckReport(
            settings,
            RuntimeEnvironment.of(main.terminal().environment(), root),
            main.terminal().clock().instant())
        .lines()
        .forEach(main.terminal()::println);
    return ExitCode.OK;
  }
}
