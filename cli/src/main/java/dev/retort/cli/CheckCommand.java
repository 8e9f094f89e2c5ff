package dev.retort.cli;

import dev.retort.cli.config.ConfigException;
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
      "Says everything that is wrong with a configuration, what protects the server here, and what"
          + " a restart means.",
      "Starts nothing. Looks into the store unless a server has it open."
    },
    mixinStandardHelpOptions = true,
    exitCodeOnExecutionException = ExitCode.USAGE,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:a server would start with it", "2:something is wrong"},
    footerHeading = "%nExample:%n",
    footer = "  retort check -c retort.yaml")
final class CheckCommand implements Callable<Integer> {
  @ParentCommand Main main;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration; else retort.yaml in the current directory.")
  private @Nullable Path config;

  @Option(names = "--data-dir", paramLabel = "DIR", description = "Where everything would be kept.")
  private @Nullable Path dataDirectory;

  @Override
  public Integer call() throws IOException {
    ServeSettings settings;
    try {
      settings = ServeSettings.of(main.terminal(), ServeSettings.Options.of(config, dataDirectory));
    } catch (ConfigException wrong) {
      wrong.problems().forEach(problem -> main.terminal().err().println(problem));
      return ExitCode.USAGE;
    }
    Path root = Path.of("/");
    new CheckReport(settings, Habitat.of(main.terminal().environment(), root))
        .lines()
        .forEach(main.terminal()::println);
    return ExitCode.OK;
  }
}
