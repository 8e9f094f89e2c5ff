package dev.retort.cli;

import dev.retort.client.ExperimentFilter;
import dev.retort.client.RemoteExperiment;
import dev.retort.client.RetortClient;
import dev.retort.core.RetortException;
import dev.retort.core.Status;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
    description = "Lists experiments, the latest first.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = {
      "  retort ls --status failed --program blastp --label run=42",
      "  retort ls --all --json | jq -r .experiment_id"
    })
final class LsCommand implements Callable<Integer> {
  private static final int PAGE = 20;

  @Spec CommandSpec spec;
  @ParentCommand Main main;
  @Mixin ServerAddress server;

  @Option(names = "--status", description = "Only of this status: ${COMPLETION-CANDIDATES}.")
  private @Nullable Status status;

  @Option(names = "--program", paramLabel = "NAME", description = "Only of this program.")
  private @Nullable String program;

  @Option(
      names = "--label",
      paramLabel = "KEY=VALUE",
      description = "Only with this label; may be given several times.")
  private Map<String, String> labels = new LinkedHashMap<>();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most N of them (${DEFAULT-VALUE}).")
  private long limit = PAGE;

  @Option(names = "--all", description = "All of them, page by page.")
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
        Stream<RemoteExperiment> found =
            client.list(new ExperimentFilter(status, program, labels))) {
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

  /// A program that was never heard of is more likely misspelt than without experiments.
  private void refuseUnknownProgram(RetortClient client) {
    Set<String> known = client.backlog().programs().keySet();
    if (program != null && !known.contains(program)) {
      throw new RetortException(
          "the server knows no program \"" + program + "\"; there are " + String.join(", ", known));
    }
  }

  /// Columns of fixed width, so that a long list begins at once.
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
