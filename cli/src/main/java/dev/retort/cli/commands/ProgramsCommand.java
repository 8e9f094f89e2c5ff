package dev.retort.cli.commands;

import dev.retort.cli.terminal.ExitCode;
import dev.retort.cli.terminal.JsonLines;
import dev.retort.cli.terminal.Table;
import dev.retort.cli.terminal.TerminalOwner;
import dev.retort.client.RemoteProgram;
import dev.retort.client.RetortClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `retort programs`. Not thread-safe.
@Command(
    name = "programs",
    description = "Lists the programs of the server.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  retort programs --json | jq .parameters")
public final class ProgramsCommand implements Callable<Integer> {
  @ParentCommand TerminalOwner main;
  @Mixin ServerAddress server;

  @Option(names = "--json", description = "Print each program as one line of JSON.")
  private boolean json;

  @Override
  public Integer call() {
    try (RetortClient client = server.connect(main.terminal())) {
      Table table = new Table("PROGRAM", "AT ONCE", "STATE", "TITLE");
      for (RemoteProgram program : client.programs()) {
        if (json) {
          main.terminal().println(JsonLines.of(program));
        }
        table.row(
            program.name(),
            program.concurrency() == null ? "no limit" : program.concurrency().toString(),
            program.paused() ? "paused" : "active",
            program.title() == null ? "" : program.title());
      }
      if (!json) {
        table.print(main.terminal());
      }
    }
    return ExitCode.OK;
  }
}
