package dev.retort.cli;

import dev.retort.cli.config.ConfigException;
import dev.retort.core.Program;
import dev.retort.core.ProgramSettings;
import dev.retort.engine.DataDirectory;
import dev.retort.engine.warden.Protection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `retort check`. Not thread-safe.
@Command(
    name = "check",
    description = {
      "Says everything that is wrong with a configuration, and what protects the server here.",
      "Starts nothing."
    },
    mixinStandardHelpOptions = true,
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
      settings =
          ServeSettings.of(
              main.terminal(),
              new ServeSettings.Options(config, List.of(), null, null, dataDirectory, null, false));
    } catch (ConfigException wrong) {
      wrong.problems().forEach(problem -> main.terminal().err().println(problem));
      return ExitCode.USAGE;
    }
    Serving.refuseOpenDoor(settings);
    for (Program program : settings.programs()) {
      main.terminal().println("program     " + program.name() + ": " + limits(program.settings()));
    }
    settings.hints().forEach(hint -> main.terminal().println("hint        " + hint));
    main.terminal().println("listens on  " + settings.host() + ":" + settings.port());
    main.terminal().println("data        " + data(settings.dataDirectory()));
    ProtectionText.lines(Protection.probe()).forEach(main.terminal()::println);
    return ExitCode.OK;
  }

  private static String limits(ProgramSettings settings) {
    return settings.limits().concurrency()
        + " at once, "
        + (settings.limits().timeout() == null ? "no timeout" : "timeout " + settings.limits().timeout())
        + (settings.isDefault() ? ", the default" : "");
  }

  /// The directory itself may not be there yet.
  private static String data(Path directory) throws IOException {
    Path existing = directory;
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    return directory + " on " + DataDirectory.fileSystem(existing);
  }
}
