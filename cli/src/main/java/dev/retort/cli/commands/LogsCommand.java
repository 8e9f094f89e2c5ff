package dev.retort.cli.commands;

import dev.retort.cli.terminal.ExitCode;
import dev.retort.cli.terminal.Flushing;
import dev.retort.cli.terminal.TerminalOwner;
import dev.retort.cli.terminal.Wording;
import dev.retort.client.LogStream;
import dev.retort.client.RemoteExperiment;
import dev.retort.client.RemoteStream;
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
    description = "Prints the output of an experiment's program.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  retort logs -f --stderr 0198c0de-0000-7000-8000-000000000000")
public final class LogsCommand implements Callable<Integer> {
  @ParentCommand TerminalOwner main;
  @Mixin ServerAddress server;

  @Option(
      names = {"-f", "--follow"},
      description = "Continue until the program has ended.")
  private boolean follow;

  @Option(names = "--stderr", description = "The program's stderr instead of its stdout.")
  private boolean stderr;

  @Option(names = "--from", paramLabel = "BYTE", description = "Start at this byte offset.")
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
      tellIfCut(client, stream);
    }
    return ExitCode.OK;
  }

  private void tellIfCut(RetortClient client, LogStream stream) {
    RemoteExperiment experiment = client.find(id).orElse(null);
    if (experiment == null) {
      return;
    }
    RemoteStream size = stream == LogStream.STDERR ? experiment.stderr() : experiment.stdout();
    if (size != null && size.truncated()) {
      main.terminal().message((stderr ? "stderr" : "stdout") + " was " + Wording.size(size));
    }
  }
}
