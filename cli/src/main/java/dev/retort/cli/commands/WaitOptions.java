package dev.retort.cli.commands;

import dev.retort.cli.terminal.ExitCode;
import dev.retort.cli.terminal.JsonLines;
import dev.retort.cli.terminal.Terminal;
import dev.retort.cli.terminal.Wording;
import dev.retort.client.RemoteExperiment;
import dev.retort.client.RetortClient;
import dev.retort.client.RetortClientException;
import java.time.Duration;

/// Waits for an experiment's end, shows a person how far it is, and prints the result if it
/// finished. Not thread-safe.
final class WaitOptions {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(1);
  private static final Duration LONGEST_POLL = Duration.ofSeconds(20);
  private static final String ERASE = "\r\u001b[K";

  private final Terminal terminal;
  private final RetortClient client;
  private final boolean json;

  WaitOptions(Terminal terminal, RetortClient client, boolean json) {
    this.terminal = terminal;
    this.client = client.withPatience(Duration.ofMinutes(10));
    this.json = json;
  }

  /// Returns the exit code for the experiment's end.
  int forEnd(RemoteExperiment accepted) {
    RemoteExperiment experiment = accepted;
    while (!experiment.status().ended()) {
      show(experiment);
      Duration poll = terminal.errIsTerminal() ? BETWEEN_LINES : LONGEST_POLL;
      experiment = client.waitFor(experiment.experimentId(), poll);
    }
    if (terminal.errIsTerminal()) {
      terminal.err().print(ERASE);
      terminal.err().flush();
    }
    int code = ExitCode.of(experiment);
    if (json) {
      terminal.println(JsonLines.of(experiment));
    } else {
      printResult(experiment);
      tellUnlessFine(experiment, code);
    }
    return code;
  }

  private void show(RemoteExperiment experiment) {
    if (terminal.errIsTerminal()) {
      String line = experiment.experimentId() + " " + Wording.state(experiment);
      terminal.err().print(ERASE + line.replaceAll("\\p{Cntrl}", " "));
      terminal.err().flush();
    }
  }

  /// Only a finished experiment has a result, and not every one.
  private void printResult(RemoteExperiment experiment) {
    try {
      client.result(experiment.experimentId(), terminal.out());
    } catch (RetortClientException refused) {
      switch (refused.type()) {
        case RetortClientException.NO_RESULT -> terminal.message(refused.detail());
        case RetortClientException.NOT_FINISHED -> StderrTail.print(terminal, refused);
        default -> throw refused;
      }
    }
  }

  private void tellUnlessFine(RemoteExperiment experiment, int code) {
    if (code != ExitCode.OK) {
      terminal.message(
          Wording.state(experiment)
              + "; see `retort show "
              + experiment.experimentId()
              + "`, `retort logs --stderr "
              + experiment.experimentId()
              + "` and `retort result --partial "
              + experiment.experimentId()
              + "`");
    }
  }
}
