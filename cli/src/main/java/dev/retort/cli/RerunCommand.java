package dev.retort.cli;

import dev.retort.client.RemoteExperiment;
import dev.retort.client.RetortClient;
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
      "Asks again what an experiment asked, whatever became of it, and prints the new one's id.",
      "With --wait it prints the result instead. It exits as `retort submit` does."
    },
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = ExitCode.NOT_ACCEPTED,
    exitCodeOnExecutionException = ExitCode.NOT_ACCEPTED,
    footerHeading = "%nExample:%n",
    footer = "  retort rerun --wait 0198c0de-0000-7000-8000-000000000000")
final class RerunCommand implements Callable<Integer> {
  @ParentCommand Main main;
  @Mixin ServerAddress server;

  @Option(names = "--key", description = "Idempotency key: one key makes one experiment.")
  private @Nullable String key;

  @Option(names = "--wait", description = "Wait for the end and print the result.")
  private boolean wait;

  @Option(names = "--json", description = "Print the experiment as JSON instead.")
  private boolean json;

  @Parameters(paramLabel = "ID", description = "The experiment's id.")
  private String id = "";

  @Override
  public Integer call() {
    Terminal terminal = main.terminal();
    try (RetortClient client = server.connect(terminal)) {
      RemoteExperiment experiment = key == null ? client.rerun(id) : client.rerun(id, key);
      if (wait) {
        return new Waiting(terminal, client, json).forEnd(experiment);
      }
      terminal.println(json ? JsonLines.of(experiment) : experiment.experimentId());
    }
    return ExitCode.OK;
  }
}
