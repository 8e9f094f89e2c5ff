package dev.retort.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/// `retort version`. Not thread-safe.
@Command(
    name = "version",
    description = "Says which Retort, Java, SQLite and system this is.",
    mixinStandardHelpOptions = true)
final class VersionCommand implements Callable<Integer> {
  @ParentCommand Main main;

  @Override
  public Integer call() {
    Versions.all().forEach(main.terminal()::println);
    return ExitCode.OK;
  }
}
