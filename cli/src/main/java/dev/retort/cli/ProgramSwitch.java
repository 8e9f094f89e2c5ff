package dev.retort.cli;

import dev.retort.client.RetortClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// What `retort pause` and `retort resume` have in common. Not thread-safe.
abstract class ProgramSwitch implements Callable<Integer> {
  @ParentCommand Main main;
  @Mixin ServerAddress server;

  @Parameters(paramLabel = "NAME", description = "The program's name.")
  private String program = "";

  /// Does it, and answers with what the program is then.
  abstract String turn(RetortClient client, String name);

  @Override
  public Integer call() {
    try (RetortClient client = server.connect(main.terminal())) {
      String state = turn(client, program);
      main.terminal().println(program + " is " + state);
    }
    return ExitCode.OK;
  }
}
