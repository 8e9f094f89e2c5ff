package dev.retort.cli.commands;

import dev.retort.cli.config.yaml.Quantity;
import dev.retort.cli.terminal.ExitCode;
import dev.retort.cli.terminal.JsonLines;
import dev.retort.cli.terminal.Table;
import dev.retort.cli.terminal.TerminalOwner;
import dev.retort.cli.terminal.Wording;
import dev.retort.client.RemoteAttempt;
import dev.retort.client.RemoteExperiment;
import dev.retort.client.RemoteSpan;
import dev.retort.client.RemoteStream;
import dev.retort.client.RetortClient;
import dev.retort.core.RetortException;
import java.util.List;
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
public final class ShowCommand implements Callable<Integer> {
  @ParentCommand TerminalOwner main;
  @Mixin ServerAddress server;

  @Option(names = "--json", description = "Print the experiment as JSON.")
  private boolean json;

  @Option(names = "--attempts", description = "Show the attempts instead.")
  private boolean attempts;

  @Parameters(paramLabel = "ID", description = "The experiment's id.")
  private String id = "";

  @Override
  public Integer call() {
    try (RetortClient client = server.connect(main.terminal())) {
      if (attempts) {
        List<RemoteAttempt> all = client.attempts(id);
        if (json) {
          all.forEach(attempt -> main.terminal().println(JsonLines.of(attempt)));
        } else {
          print(all);
        }
        return ExitCode.OK;
      }
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
    line("status", Wording.state(experiment));
    printMessage(experiment.message());
    line("experiment", experiment.experimentId());
    line("program", experiment.program());
    line("name", experiment.queryName());
    line("parameters", JsonLines.of(experiment.parameters()));
    line("labels", JsonLines.of(experiment.labels()));
    line("priority", experiment.priority());
    line("timeout", seconds(experiment.timeout()));
    line("rerun of", experiment.rerunOf());
    line("kept", experiment.keep() ? "yes" : null);
    line("attempt", experiment.attempt());
    line("failures", experiment.failures() == 0 ? null : experiment.failures());
    line("return code", experiment.returnCode());
    line("signal", experiment.signal());
    line("created", experiment.createdAt());
    line("not before", experiment.notBefore());
    line("expires", experiment.expiresAt());
    line("started", experiment.startedAt());
    line("ended", experiment.endedAt());
    line("starts", span(experiment.estimatedStart()));
    line("ends", span(experiment.estimatedEnd()));
    line("cancel requested", experiment.cancelRequestedAt());
    line("host", experiment.host());
    Long peak = experiment.peakMemoryBytes();
    line("peak memory", peak == null ? null : Quantity.rough(peak));
    line("cpu time", seconds(experiment.cpuSeconds()));
    line("proof", experiment.proof());
    line("stdout", size(experiment.stdout()));
    line("stderr", size(experiment.stderr()));
    line("directory", experiment.experimentDir());
  }

  /// A message of one line is part of the status.
  private void printMessage(@Nullable String message) {
    if (message != null && message.indexOf('\n') >= 0) {
      message.lines().forEach(line -> main.terminal().println("  " + line));
    }
  }

  private static @Nullable String span(@Nullable RemoteSpan span) {
    return span == null
        ? null
        : "between "
            + span.earliest()
            + " and "
            + span.latest()
            + " ("
            + span.percent()
            + " % of such estimates hold)";
  }

  private static @Nullable String seconds(@Nullable Double value) {
    return value == null ? null : Quantity.number(value) + " s";
  }

  private static @Nullable String size(@Nullable RemoteStream stream) {
    return stream == null ? null : Wording.size(stream);
  }

  private void print(List<RemoteAttempt> attempts) {
    Table table =
        new Table("ATTEMPT", "STARTED", "ENDED", "COUNTED", "CODE", "SIGNAL", "REASON", "HOST", "");
    for (RemoteAttempt attempt : attempts) {
      table.row(
          Integer.toString(attempt.number()),
          text(attempt.startedAt()),
          text(attempt.endedAt()),
          attempt.counted() == null ? "" : attempt.counted() ? "yes" : "no",
          text(attempt.returnCode()),
          text(attempt.signal()),
          text(attempt.reason()),
          text(attempt.host()),
          Wording.lastLine(attempt.message()));
    }
    table.print(main.terminal());
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  private void line(String name, @Nullable Object value) {
    if (value != null && !value.equals("{}")) {
      main.terminal().println(String.format("%-13s %s", name, value));
    }
  }
}
