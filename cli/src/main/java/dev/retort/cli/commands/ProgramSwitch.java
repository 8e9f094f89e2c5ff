package dev.retort.cli.commands;

import dev.retort.cli.terminal.ExitCode;
import dev.retort.cli.terminal.TerminalOwner;
import dev.retort.client.RetortClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `retort pause NAME` and `retort resume NAME`. Not thread-safe.
public abstract sealed class ProgramSwitch implements Callable<Integer> {
  @ParentCommand TerminalOwner main;
  @Mixin ServerAddress server;

  @Parameters(paramLabel = "NAME", description = "The program's name.")
  private String program = "";

  /// Switches the program, and returns its new state.
  abstract String turn(RetortClient client, String name);

  @Override
  public Integer call() {
    try (RetortClient client = server.connect(main.terminal())) {
      String state = turn(client, program);
      main.terminal().println(program + " is " + state);
    }
    return ExitCode.OK;
  }

  /// `retort pause`. Not thread-safe.
  @Command(
      name = "pause",
      description =
          "Pauses a program: running experiments continue, others do not start. Survives a restart.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = "  retort pause blastp")
  public static final class Pause extends ProgramSwitch {
    @Override
    String turn(RetortClient client, String name) {
      client.pause(name);
      return "paused";
    }
  }

  /// `retort resume`. Not thread-safe.
  @Command(
      name = "resume",
      description = "Resumes a paused program.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = "  retort resume blastp")
  public static final class Resume extends ProgramSwitch {
    @Override
    String turn(RetortClient client, String name) {
      client.resume(name);
      return "resumed";
    }
  }
}
