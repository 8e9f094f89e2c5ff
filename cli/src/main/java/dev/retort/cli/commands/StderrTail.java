package dev.retort.cli.commands;

import dev.retort.cli.terminal.Terminal;
import dev.retort.client.RetortClientException;

/// Shows why an experiment has no result: the last lines of its standard error.
final class StderrTail {
  private static final String MEMBER = "stderr_tail";

  private StderrTail() {}

  /// Prints the lines that the server sent with a problem of type `not-finished`; none if there are
  /// none.
  static void print(Terminal terminal, RetortClientException notFinished) {
    notFinished
        .member(MEMBER)
        .filter(lines -> !lines.isEmpty())
        .ifPresent(lines -> {
          terminal.message("the last lines of its stderr:");
          lines.lines().forEach(line -> terminal.err().println("  " + line));
        });
  }
}
