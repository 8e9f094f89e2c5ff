package dev.retort.cli;

import dev.retort.client.RemoteExperiment;
import dev.retort.client.RetortClient;
import java.time.Duration;
import java.util.concurrent.Callable;
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
  private static final Duration LONGEST = Duration.ofDays(1);

  @ParentCommand Main main;
  @Mixin ServerAddress server;

  @Option(names = "--wait", description = "Wait until it has ended.")
  private boolean wait;

  @Option(names = "--json", description = "Print the experiment as JSON.")
  private boolean json;

  @Parameters(paramLabel = "ID", description = "The experiment's id.")
  private String id = "";

  @Override
  public Integer call() {
    try (RetortClient client = server.connect(main.terminal())) {
      RemoteExperiment experiment = client.cancel(id);
      if (wait && !experiment.status().ended()) {
        experiment = client.await(id, LONGEST);
      }
      if (json) {
        main.terminal().println(JsonLines.of(experiment));
      } else {
        main.terminal()
            .println(
                experiment.status().ended()
                    ? Wording.state(experiment)
                    : "is being stopped (" + experiment.status().word() + ")");
      }
    }
    return ExitCode.OK;
  }
}
