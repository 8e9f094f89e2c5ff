package dev.retort.cli.commands;

import dev.retort.cli.terminal.ExitCode;
import dev.retort.cli.terminal.Terminal;
import dev.retort.cli.terminal.TerminalOwner;
import dev.retort.client.RetortClient;
import dev.retort.core.RetortException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `retort archive ID`. Not thread-safe.
@Command(
    name = "archive",
    description =
        "Writes a ZIP archive with the record, parameters, input, logs and files of an experiment.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  retort archive -o hbb.zip 0198c0de-0000-7000-8000-000000000000")
public final class ArchiveCommand implements Callable<Integer> {
  @ParentCommand TerminalOwner main;
  @Mixin ServerAddress server;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "Write to this file, which is replaced once the archive is complete. By default the"
              + " archive goes to standard output, unless that is a terminal.")
  private @Nullable Path file;

  @Parameters(paramLabel = "ID", description = "The experiment's id.")
  private String id = "";

  @Override
  public Integer call() {
    Terminal terminal = main.terminal();
    Path target = file;
    if (target == null && terminal.outIsTerminal()) {
      throw new RetortException(
          "an archive is not text for a terminal; name a file with -o, or redirect the output");
    }
    try (RetortClient client = server.connect(terminal)) {
      if (target == null) {
        client.archive(id, terminal.out());
      } else {
        client.archive(id, terminal.directory().resolve(target));
      }
      return ExitCode.OK;
    } catch (IOException failed) {
      throw new RetortException("cannot write " + target + ": " + failed, failed);
    }
  }
}
