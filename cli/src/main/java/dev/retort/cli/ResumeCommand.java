package dev.retort.cli;

import dev.retort.client.RetortClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `retort resume NAME`. Not thread-safe.
@Command(
    name = "resume",
    description = "Starts a paused program's experiments again.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  retort resume blastp")
final class ResumeCommand implements Callable<Integer> {
  @ParentCommand Main main;
  @Mixin ServerAddress server;

  @Parameters(paramLabel = "NAME", description = "The program's name.")
  private String program = "";

  @Override
  public Integer call() {
    try (RetortClient client = server.connect(main.terminal())) {
      client.resume(program);
      main.terminal().println(program + " is resumed");
    }
    return ExitCode.OK;
  }
}
