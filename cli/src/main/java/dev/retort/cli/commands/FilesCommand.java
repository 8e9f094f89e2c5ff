package dev.retort.cli.commands;

import dev.retort.cli.terminal.ExitCode;
import dev.retort.cli.terminal.JsonLines;
import dev.retort.cli.terminal.TerminalOwner;
import dev.retort.client.RemoteFile;
import dev.retort.client.RetortClient;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `retort files ID`. Not thread-safe.
@Command(
    name = "files",
    description = {
      "Lists the files in the working directory of an experiment, or prints one of them.",
      "The columns are the size in bytes, the time of the last change, and the path."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  retort files 0198c0de-0000-7000-8000-000000000000",
      "  retort files 0198c0de-0000-7000-8000-000000000000 out/hits.tsv > hits.tsv"
    })
public final class FilesCommand implements Callable<Integer> {
  @ParentCommand TerminalOwner main;
  @Mixin ServerAddress server;

  @Option(names = "--json", description = "Print each file as one line of JSON.")
  private boolean json;

  @Parameters(index = "0", paramLabel = "ID", description = "The experiment's id.")
  private String id = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PATH",
      description = "Print this file instead.")
  private @Nullable String path;

  @Override
  public Integer call() {
    try (RetortClient client = server.connect(main.terminal())) {
      if (path != null) {
        client.file(id, path, main.terminal().out());
        return ExitCode.OK;
      }
      for (RemoteFile file : client.files(id)) {
        main.terminal().println(json ? JsonLines.of(file) : line(file));
      }
    }
    return ExitCode.OK;
  }

  private static String line(RemoteFile file) {
    String target = file.target() == null ? "" : " -> " + file.target();
    return String.format("%12d  %s  %s", file.bytes(), file.modifiedAt(), file.path() + target);
  }
}
