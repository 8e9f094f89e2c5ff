package dev.retort.cli;

import dev.retort.client.RemoteExperiment;
import dev.retort.client.RetortClient;
import dev.retort.core.RetortException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `retort show ID`. Not thread-safe.
@Command(
    name = "show",
    description = "Shows one experiment.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  retort show 0198c0de-0000-7000-8000-000000000000 --json | jq .return_code")
final class ShowCommand implements Callable<Integer> {
  @ParentCommand Main main;
  @Mixin ServerAddress server;

  @Option(names = "--json", description = "Print the experiment as JSON.")
  private boolean json;

  @Parameters(paramLabel = "ID", description = "The experiment's id.")
  private String id = "";

  @Override
  public Integer call() {
    try (RetortClient client = server.connect(main.terminal())) {
      RemoteExperiment experiment =
          client.find(id).orElseThrow(() -> new RetortException("there is no experiment " + id));
      if (json) {
        main.terminal().println(JsonLines.of(experiment));
      } else {
        print(experiment);
      }
    }
    return ExitCode.OK;
  }

  private void print(RemoteExperiment experiment) {
    line("experiment", experiment.experimentId());
    line("program", experiment.program());
    line("name", experiment.queryName());
    line("status", Wording.state(experiment));
    line("parameters", JsonLines.of(experiment.parameters()));
    line("labels", JsonLines.of(experiment.labels()));
    line("priority", experiment.priority());
    line("attempt", experiment.attempt());
    line("return code", experiment.returnCode());
    line("signal", experiment.signal());
    line("created", experiment.createdAt());
    line("started", experiment.startedAt());
    line("ended", experiment.endedAt());
    line("cancel asked", experiment.cancelRequestedAt());
    line("not before", experiment.notBefore());
    line("directory", experiment.experimentDir());
  }

  private void line(String name, @Nullable Object value) {
    if (value != null && !value.equals("{}")) {
      main.terminal().println(String.format("%-13s %s", name, value));
    }
  }
}
