package dev.retort.cli;

import dev.retort.client.RetortClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `retort pause NAME`. Not thread-safe.
@Command(
    name = "pause",
    description =
        "Starts no more experiments of a program; those that run go on. Survives a restart.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  retort pause blastp")
final class PauseCommand implements Callable<Integer> {
  @ParentCommand Main main;
  @Mixin ServerAddress server;

  @Parameters(paramLabel = "NAME", description = "The program's name.")
  private String program = "";

  @Override
  public Integer call() {
    try (RetortClient client = server.connect(main.terminal())) {
      client.pause(program);
      main.terminal().println(program + " is paused");
    }
    return ExitCode.OK;
  }
}
