package dev.retort.cli.commands;

import dev.retort.cli.config.yaml.Quantity;
import dev.retort.cli.terminal.ExitCode;
import dev.retort.cli.terminal.JsonLines;
import dev.retort.cli.terminal.Table;
import dev.retort.cli.terminal.TerminalOwner;
import dev.retort.client.RemoteBacklog;
import dev.retort.client.RemoteUsage;
import dev.retort.client.RetortClient;
import dev.retort.client.RetortClientException;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `retort backlog`. Not thread-safe.
@Command(
    name = "backlog",
    description = "Counts the experiments by program and status.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  retort backlog --json | jq .length")
public final class BacklogCommand implements Callable<Integer> {
  private static final int FORBIDDEN = 403;

  @ParentCommand TerminalOwner main;
  @Mixin ServerAddress server;

  @Option(names = "--json", description = "Print the counts as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    try (RetortClient client = server.connect(main.terminal())) {
      RemoteBacklog backlog = client.backlog();
      if (json) {
        main.terminal().println(JsonLines.of(backlog));
      } else {
        print(backlog, usage(client));
      }
    }
    return ExitCode.OK;
  }

  /// Null without the scope to see the disk use of all owners.
  private static @Nullable RemoteUsage usage(RetortClient client) {
    try {
      return client.usage();
    } catch (RetortClientException refused) {
      if (refused.status() == FORBIDDEN) {
        return null;
      }
      throw refused;
    }
  }

  private void print(RemoteBacklog backlog, @Nullable RemoteUsage usage) {
    Table table =
        new Table("PROGRAM", "PENDING", "RUNNING", "FINISHED", "FAILED", "CANCELLED", "DISK", "");
    new TreeMap<>(backlog.programs())
        .forEach((program, counts) ->
            table.row(
                program,
                Long.toString(counts.pending()),
                Long.toString(counts.running()),
                Long.toString(counts.finished()),
                Long.toString(counts.failed()),
                Long.toString(counts.cancelled()),
                disk(usage, program),
                counts.paused() ? "paused" : ""));
    table.print(main.terminal());
    Double oldest = backlog.oldestPendingSeconds();
    main.terminal()
        .println(
            backlog.length()
                + " in the backlog"
                + (usage == null ? "" : ", " + Quantity.rough(usage.bytes()) + " on disk")
                + (oldest == null ? "" : ", the oldest pending for " + oldest.longValue() + " s"));
  }

  private static String disk(@Nullable RemoteUsage usage, String program) {
    RemoteUsage.OfProgram of = usage == null ? null : usage.programs().get(program);
    return of == null ? "" : Quantity.rough(of.bytes());
  }
}
