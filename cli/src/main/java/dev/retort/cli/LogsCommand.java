package dev.retort.cli;

import dev.retort.client.LogStream;
import dev.retort.client.RetortClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `retort logs ID`. Not thread-safe.
@Command(
    name = "logs",
    description = "Prints what an experiment's program has written.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  retort logs -f --stderr 0198c0de-0000-7000-8000-000000000000")
final class LogsCommand implements Callable<Integer> {
  @ParentCommand Main main;
  @Mixin ServerAddress server;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on until the program has ended.")
  private boolean follow;

  @Option(names = "--stderr", description = "The program's stderr instead of its stdout.")
  private boolean stderr;

  @Option(names = "--from", paramLabel = "BYTE", description = "Begin at this byte.")
  private long from;

  @Parameters(paramLabel = "ID", description = "The experiment's id.")
  private String id = "";

  @Override
  public Integer call() {
    LogStream stream = stderr ? LogStream.STDERR : LogStream.STDOUT;
    try (RetortClient client = server.connect(main.terminal())) {
      if (follow) {
        client.followLog(id, stream, from, new Flushing(main.terminal().out()));
      } else {
        client.log(id, stream, from, main.terminal().out());
      }
    }
    return ExitCode.OK;
  }
}
