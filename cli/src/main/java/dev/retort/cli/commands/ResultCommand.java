package dev.retort.cli.commands;

import dev.retort.cli.terminal.ExitCode;
import dev.retort.cli.terminal.Terminal;
import dev.retort.cli.terminal.TerminalOwner;
import dev.retort.client.RetortClient;
import dev.retort.client.RetortClientException;
import dev.retort.core.RetortException;
import dev.retort.core.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `retort result ID`. Not thread-safe.
@Command(
    name = "result",
    description = {
      "Prints the result of a finished experiment.",
      "An experiment that is not finished has no result: the command prints its status and the last"
          + " lines of its stderr to stderr, and exits with 1."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the whole result was written; with --partial, the output so far",
      "1:the experiment is not finished, it left no result, or the server did not answer",
      "2:wrong usage"
    },
    footerHeading = "%nExample:%n",
    footer = "  retort result 0198c0de-0000-7000-8000-000000000000 > hits.txt")
public final class ResultCommand implements Callable<Integer> {
  @ParentCommand TerminalOwner main;
  @Mixin ServerAddress server;

  @ArgGroup(exclusive = true)
  private Form form = new Form();

  static final class Form {
    @Option(
        names = "--partial",
        description = "Also print the output of an experiment that is not finished.")
    private boolean partial;

    @Option(
        names = {"-o", "--output"},
        paramLabel = "FILE",
        description =
            "Write the result to this file, which is replaced once the result is complete.")
    private @Nullable Path file;
  }

  @Parameters(paramLabel = "ID", description = "The experiment's id.")
  private String id = "";

  @Override
  public Integer call() {
    Terminal terminal = main.terminal();
    try (RetortClient client = server.connect(terminal)) {
      if (form.partial) {
        printPartial(client, terminal);
      } else {
        printWhole(client, terminal);
      }
      return ExitCode.OK;
    } catch (RetortClientException refused) {
      if (!refused.type().equals(RetortClientException.NOT_FINISHED)) {
        throw refused;
      }
      terminal.message(describe(refused));
      StderrTail.print(terminal, refused);
      return ExitCode.REFUSED;
    }
  }

  private static String describe(RetortClientException notFinished) {
    String reason =
        notFinished.member("reason").map(word -> ": " + word.replace('_', ' ')).orElse("");
    return "the experiment is "
        + notFinished.member("experiment_status").orElse("not finished")
        + reason
        + "; it has no result. Add --partial to print its output so far";
  }

  private void printPartial(RetortClient client, Terminal terminal) {
    Status status = client.partialResult(id, terminal.out());
    if (status != Status.FINISHED) {
      terminal.message("the experiment is " + status.word() + "; its output is not a result");
    }
  }

  private void printWhole(RetortClient client, Terminal terminal) {
    Path file = form.file;
    if (file == null) {
      client.result(id, terminal.out());
      return;
    }
    try {
      client.result(id, terminal.directory().resolve(file));
    } catch (IOException failed) {
      throw new RetortException("cannot write " + file + ": " + failed, failed);
    }
  }
}
