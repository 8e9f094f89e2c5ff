package dev.retort.cli;

import dev.retort.client.RemoteExperiment;
import dev.retort.client.RetortClient;
import dev.retort.client.RetortClientException;
import java.time.Duration;

/// Waits for an experiment's end, shows a person how far it is, and prints the result. Not
/// thread-safe.
final class Waiting {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(1);
  private static final Duration LONGEST_POLL = Duration.ofSeconds(20);
  private static final String ERASE = "\r\u001b[K";

  private final Terminal terminal;
  private final RetortClient client;
  private final boolean json;

  Waiting(Terminal terminal, RetortClient client, boolean json) {
    this.terminal = terminal;
    this.client = client.withPatience(Duration.ofMinutes(10));
    this.json = json;
  }

  /// Answers with the exit code for how it ended.
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
      if (experiment.returnCode() != null) {
        printResult(experiment);
      }
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

  /// A program that failed may have none.
  private void printResult(RemoteExperiment experiment) {
    try {
      client.result(experiment.experimentId(), terminal.out());
    } catch (RetortClientException refused) {
      if (refused.status() != 404) {
        throw refused;
      }
      terminal.message(refused.detail());
    }
  }

  private void tellUnlessFine(RemoteExperiment experiment, int code) {
    if (code != ExitCode.OK) {
      terminal.message(
          Wording.state(experiment)
              + "; see `retort show "
              + experiment.experimentId()
              + "` and `retort logs --stderr "
              + experiment.experimentId()
              + "`");
    }
  }
}
