package dev.retort.cli.commands;

import dev.retort.cli.terminal.ExitCode;
import dev.retort.cli.terminal.TerminalOwner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/// `retort version`. Not thread-safe.
@Command(
    name = "version",
    description = "Prints the versions of Retort, Java, SQLite and the system.",
    mixinStandardHelpOptions = true)
public final class VersionCommand implements Callable<Integer> {
  @ParentCommand TerminalOwner main;

  @Override
  public Integer call() {
    Versions.all().forEach(main.terminal()::println);
    return ExitCode.OK;
  }
}
