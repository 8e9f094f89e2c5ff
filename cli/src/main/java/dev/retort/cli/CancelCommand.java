package dev.retort.cli;

import dev.retort.client.RemoteExperiment;
import dev.retort.client.RemoteStopping;
import dev.retort.client.RetortClient;
import java.time.Duration;
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
      "Asks for an experiment's end.",
      "One that is pending ends at once; one that runs is stopped, and ends when nothing of it is left."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  retort cancel --wait 0198c0de-0000-7000-8000-000000000000")
final class CancelCommand implements Callable<Integer> {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  /// The next step after the wish comes at once.
  private static final Duration SOON = Duration.ofMillis(100);

  @ParentCommand Main main;
  @Mixin ServerAddress server;

  @Option(names = "--wait", description = "Wait until it has ended, and tell how far the stop is.")
  private boolean wait;

  @Option(names = "--json", description = "Print the experiment as JSON.")
  private boolean json;

  @Parameters(paramLabel = "ID", description = "The experiment's id.")
  private String id = "";

  @Override
  public Integer call() {
    try (RetortClient client = server.connect(main.terminal())) {
      RemoteExperiment experiment = client.cancel(id);
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

  /// Tells each step on the way, once.
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
      experiment = client.waitFor(id, soon ? Duration.ZERO : BETWEEN_LOOKS);
    }
    return experiment;
  }
}
