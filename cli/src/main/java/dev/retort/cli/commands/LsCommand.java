package dev.retort.cli.commands;

import dev.retort.cli.terminal.ExitCode;
import dev.retort.cli.terminal.JsonLines;
import dev.retort.cli.terminal.TerminalOwner;
import dev.retort.cli.terminal.Wording;
import dev.retort.client.RemoteExperiment;
import dev.retort.client.RetortClient;
import dev.retort.core.RetortException;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `retort ls`. Not thread-safe.
@Command(
    name = "ls",
    description = "Lists experiments, newest first.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = {
      "  retort ls --status failed --program blastp --label run=42",
      "  retort ls --status failed,cancelled --ended-from 2026-01-31",
      "  retort ls --all --json | jq -r .experiment_id"
    })
public final class LsCommand implements Callable<Integer> {
  private static final int PAGE = 20;

  @Spec CommandSpec spec;
  @ParentCommand TerminalOwner main;
  @Mixin ServerAddress server;

  @Mixin FilterOptions filter;
  @Mixin LabelFilter label;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most N experiments (${DEFAULT-VALUE}).")
  private long limit = PAGE;

  @Option(names = "--all", description = "All experiments.")
  private boolean all;

  @Option(names = "--json", description = "Print each experiment as one line of JSON.")
  private boolean json;

  @Override
  public Integer call() {
    if (limit < 1) {
      throw new ParameterException(
          spec.commandLine(), "--limit must be 1 or more, got " + limit + "; --all shows all");
    }
    try (RetortClient client = server.connect(main.terminal());
        Stream<RemoteExperiment> found = client.list(filter.filter(label.labels()))) {
      AtomicLong count = new AtomicLong();
      Stream<RemoteExperiment> shown =
          (all ? found : found.limit(limit)).peek(_ -> count.incrementAndGet());
      if (json) {
        shown.forEach(experiment -> main.terminal().println(JsonLines.of(experiment)));
      } else {
        print(shown);
      }
      if (count.get() == 0) {
        refuseUnknownProgram(client);
      }
    }
    return ExitCode.OK;
  }

  /// Reports an unknown program, because its name is probably misspelt.
  private void refuseUnknownProgram(RetortClient client) {
    Set<String> known = client.backlog().programs().keySet();
    String program = filter.program();
    if (program != null && !known.contains(program)) {
      throw new RetortException(
          "the server has no program \""
              + program
              + "\"; its programs are "
              + String.join(", ", known));
    }
  }

  /// Prints columns of fixed width, so that the output of a long list starts immediately.
  private void print(Stream<RemoteExperiment> experiments) {
    Instant now = main.terminal().clock().instant();
    main.terminal().println(line("STATUS", "ID", "PROGRAM", "NAME", "AGE"));
    experiments.forEach(experiment ->
        main.terminal()
            .println(
                line(
                    experiment.status().word(),
                    experiment.experimentId(),
                    experiment.program(),
                    experiment.queryName(),
                    Wording.age(experiment.createdAt(), now))));
  }

  private static String line(String status, String id, String program, String name, String age) {
    return String.format("%-9s  %-36s  %-16s  %-24s  %s", status, id, program, name, age);
  }
}
