package dev.retort.cli.commands;

import dev.retort.cli.terminal.ExitCode;
import dev.retort.cli.terminal.JsonLines;
import dev.retort.cli.terminal.TerminalOwner;
import dev.retort.cli.terminal.Wording;
import dev.retort.client.RemoteExperiment;
import dev.retort.client.RemoteSet;
import dev.retort.client.RemoteStopping;
import dev.retort.client.RetortClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `retort cancel ID`. Not thread-safe.
@Command(
    name = "cancel",
    description = {
      "Cancels an experiment, or all that match a filter.",
      "A pending experiment ends immediately. A running one is stopped, and ends once none of its"
          + " processes is left."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = {
      "  retort cancel --wait 0198c0de-0000-7000-8000-000000000000",
      "  retort cancel --program blastp --status pending --dry-run"
    })
public final class CancelCommand implements Callable<Integer> {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  /// The interval until the step after the request.
  private static final Duration SOON = Duration.ofMillis(100);

  @ParentCommand TerminalOwner main;
  @Mixin ServerAddress server;

  @Option(names = "--wait", description = "Wait for the end, and print the progress of the stop.")
  private boolean wait;

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
        return set.run(main.terminal(), client, "cancel", label.labels(), RemoteSet::cancel, json);
      }
      RemoteExperiment experiment = client.cancel(ids.getFirst());
      if (wait) {
        experiment = untilEnd(client, experiment);
      }
      if (json) {
        main.terminal().println(JsonLines.of(experiment));
      } else {
        main.terminal()
            .println(
                experiment.status().ended()
                    ? Wording.state(experiment)
                    : "is being stopped (" + Wording.state(experiment) + ")");
      }
    }
    return ExitCode.OK;
  }

  /// Prints each step once.
  private RemoteExperiment untilEnd(RetortClient client, RemoteExperiment first) {
    RemoteExperiment experiment = first;
    String told = "";
    while (!experiment.status().ended()) {
      RemoteStopping stopping = experiment.stopping();
      String step = stopping == null ? "" : Wording.stopping(stopping);
      if (!step.isEmpty() && !step.equals(told)) {
        main.terminal().message(step);
        told = step;
      }
      boolean soon = stopping != null && stopping.step().equals("requested");
      if (soon) {
        LockSupport.parkNanos(SOON.toNanos());
      }
      experiment = client.waitFor(first.experimentId(), soon ? Duration.ZERO : BETWEEN_LOOKS);
    }
    return experiment;
  }
}
