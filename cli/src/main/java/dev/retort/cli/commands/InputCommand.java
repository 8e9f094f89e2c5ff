package dev.retort.cli.commands;

import dev.retort.cli.terminal.ExitCode;
import dev.retort.cli.terminal.TerminalOwner;
import dev.retort.client.RetortClient;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `retort input ID`. Not thread-safe.
@Command(
    name = "input",
    description = {
      "Prints the sequence of an experiment, or one of its further input files.",
      "The output has the bytes that were sent."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  retort input 0198c0de-0000-7000-8000-000000000000 > query.fasta")
public final class InputCommand implements Callable<Integer> {
  @ParentCommand TerminalOwner main;
  @Mixin ServerAddress server;

  @Parameters(index = "0", paramLabel = "ID", description = "The experiment's id.")
  private String id = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NAME",
      description = "A further input file; by default the sequence.")
  private @Nullable String file;

  @Override
  public Integer call() {
    try (RetortClient client = server.connect(main.terminal())) {
      if (file == null) {
        client.input(id, main.terminal().out());
      } else {
        client.input(id, file, main.terminal().out());
      }
    }
    return ExitCode.OK;
  }
}
