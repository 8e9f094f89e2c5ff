package dev.retort.cli.commands;

import dev.retort.cli.terminal.ExitCode;
import dev.retort.cli.terminal.TerminalOwner;
import dev.retort.client.RetortClient;
import dev.retort.client.RetortClientException;
import dev.retort.core.RetortException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `retort rm ID`. Not thread-safe.
@Command(
    name = "rm",
    description = {
      "Deletes ended experiments with their files: those named, or all that match a filter.",
      "With --cancel, cancels an experiment that has not ended; it is deleted once it has ended."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = {
      "  retort rm --cancel 0198c0de-0000-7000-8000-000000000000",
      "  retort rm --status failed,cancelled --ended-to 2026-01-31 --yes"
    })
public final class RmCommand implements Callable<Integer> {
  @ParentCommand TerminalOwner main;
  @Mixin ServerAddress server;

  @Option(names = "--cancel", description = "Cancel first what has not ended.")
  private boolean cancel;

  @Option(names = "--json", description = "With a filter, print the counts as JSON.")
  private boolean json;

  @Mixin SetOptions set;
  @Mixin LabelFilter label;

  @Parameters(paramLabel = "ID", arity = "0..*", description = "The experiments' ids.")
  private List<String> ids = new ArrayList<>();

  @Override
  public Integer call() {
    boolean filtered = set.used(ids, label.labels());
    try (RetortClient client = server.connect(main.terminal())) {
      if (filtered) {
        return set.run(
            main.terminal(), client, "delete", label.labels(), each -> each.delete(cancel), json);
      }
      for (String id : ids) {
        main.terminal().println(id + (deleted(client, id) ? " is deleted" : " is being stopped"));
      }
    }
    return ExitCode.OK;
  }

  private boolean deleted(RetortClient client, String id) {
    if (cancel) {
      return client.cancelAndDelete(id).isEmpty();
    }
    try {
      client.delete(id);
      return true;
    } catch (RetortClientException refused) {
      if (refused.type().equals(RetortClientException.NOT_ENDED)) {
        throw new RetortException(id + " has not ended; --cancel cancels it first", refused);
      }
      throw refused;
    }
  }
}
