package dev.retort.cli.commands;

import dev.retort.cli.terminal.ExitCode;
import dev.retort.cli.terminal.JsonLines;
import dev.retort.cli.terminal.TerminalOwner;
import dev.retort.client.RemoteExperiment;
import dev.retort.client.RetortClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `retort keep ID`. Not thread-safe.
@Command(
    name = "keep",
    description = {
      "Excludes an experiment from retention, or all that match a filter.",
      "Other ended experiments are purged with their files, according to their program's"
          + " `retention`."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  retort keep --off 0198c0de-0000-7000-8000-000000000000")
public final class KeepCommand implements Callable<Integer> {
  @ParentCommand TerminalOwner main;
  @Mixin ServerAddress server;

  @Option(names = "--off", description = "Include it in retention again.")
  private boolean off;

  @Option(names = "--json", description = "Print the experiment as JSON.")
  private boolean json;

  @Mixin SetOptions set;
  @Mixin LabelFilter label;

  @Parameters(paramLabel = "ID", arity = "0..1", description = "The experiment's id.")
  private List<String> ids = new ArrayList<>();

  @Override
  public Integer call() {
    boolean filtered = set.used(ids, label.labels());
    try (RetortClient client = server.connect(main.terminal())) {
      if (filtered) {
        String verb = off ? "no longer keep" : "keep";
        return set.run(
            main.terminal(), client, verb, label.labels(), each -> each.keep(!off), json);
      }
      String id = ids.getFirst();
      RemoteExperiment experiment = client.keep(id, !off);
      main.terminal()
          .println(
              json
                  ? JsonLines.of(experiment)
                  : id + (experiment.keep() ? " is kept" : " is no longer kept"));
    }
    return ExitCode.OK;
  }
}
