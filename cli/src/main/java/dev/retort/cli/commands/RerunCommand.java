package dev.retort.cli.commands;

import dev.retort.cli.terminal.ExitCode;
import dev.retort.cli.terminal.JsonLines;
import dev.retort.cli.terminal.Terminal;
import dev.retort.cli.terminal.TerminalOwner;
import dev.retort.client.NewRerun;
import dev.retort.client.RemoteExperiment;
import dev.retort.client.RetortClient;
import dev.retort.core.RetortException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `retort rerun ID`. Not thread-safe.
@Command(
    name = "rerun",
    description = {
      "Submits the query of an experiment again, whatever its status, and prints the new id.",
      "With a filter, submits the queries of all experiments that match it.",
      "Options replace single parameters and labels, and the priority; everything else stays.",
      "With --wait, prints the result instead. The exit codes are those of `retort submit`."
    },
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = ExitCode.NOT_ACCEPTED,
    exitCodeOnExecutionException = ExitCode.NOT_ACCEPTED,
    footerHeading = "%nExample:%n",
    footer = {
      "  retort rerun --wait 0198c0de-0000-7000-8000-000000000000",
      "  retort rerun --param evalue=1e-10 --priority 9 0198c0de-0000-7000-8000-000000000000",
      "  retort rerun --status failed --ended-from 2026-01-31 --where-label run=42 --yes"
    })
public final class RerunCommand implements Callable<Integer> {
  @ParentCommand TerminalOwner main;
  @Mixin ServerAddress server;

  @Option(
      names = "--param",
      paramLabel = "NAME=VALUE",
      description = "Replaces a parameter of the program; repeatable.")
  private Map<String, String> parameters = new LinkedHashMap<>();

  @Option(
      names = "--label",
      paramLabel = "KEY=VALUE",
      description = "Replaces or adds a label; repeatable.")
  private Map<String, String> labels = new LinkedHashMap<>();

  @Option(
      names = "--priority",
      paramLabel = "1..9",
      description = "Replaces the priority; 9 starts first.")
  private @Nullable Integer priority;

  @Option(names = "--key", description = "Idempotency key: one key creates one experiment.")
  private @Nullable String key;

  @Option(
      names = "--wait",
      description = "Wait for the end; print the result if the experiment finished.")
  private boolean wait;

  @Option(names = "--json", description = "Print the experiment as JSON instead.")
  private boolean json;

  @Mixin SetOptions set;

  @Option(
      names = "--where-label",
      paramLabel = "KEY=VALUE",
      description = "Only experiments with this label; repeatable.")
  private Map<String, String> whereLabels = new LinkedHashMap<>();

  @Parameters(paramLabel = "ID", arity = "0..1", description = "The experiment's id.")
  private List<String> ids = new ArrayList<>();

  @Override
  public Integer call() {
    Terminal terminal = main.terminal();
    boolean filtered = set.used(ids, whereLabels);
    if (filtered && wait) {
      throw new RetortException("--wait goes with one id");
    }
    try (RetortClient client = server.connect(terminal)) {
      NewRerun rerun =
          NewRerun.of(filtered ? "" : ids.getFirst())
              .withTextParameters(parameters)
              .withLabels(labels)
              .withPriority(priority);
      NewRerun keyed = key == null ? rerun : rerun.withIdempotencyKey(key);
      if (filtered) {
        return set.run(terminal, client, "rerun", whereLabels, each -> each.rerun(keyed), json);
      }
      RemoteExperiment experiment = client.rerun(keyed);
      if (wait) {
        return new WaitOptions(terminal, client, json).forEnd(experiment);
      }
      terminal.println(json ? JsonLines.of(experiment) : experiment.experimentId());
    }
    return ExitCode.OK;
  }
}
