package dev.retort.cli.commands;

import dev.retort.cli.terminal.ExitCode;
import dev.retort.cli.terminal.JsonLines;
import dev.retort.cli.terminal.Terminal;
import dev.retort.cli.terminal.TerminalOwner;
import dev.retort.cli.terminal.Wording;
import dev.retort.client.NewQuery;
import dev.retort.client.RemoteExperiment;
import dev.retort.client.RetortClient;
import dev.retort.core.SubmitOptions;
import dev.retort.engine.program.DurationText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `retort submit`. Not thread-safe.
@Command(
    name = "submit",
    description = {
      "Submits a query and prints the id of its experiment once the query is durable.",
      "With --wait it prints the result of a finished experiment instead, and exits with the"
          + " program's return code."
    },
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = ExitCode.NOT_ACCEPTED,
    exitCodeOnExecutionException = ExitCode.NOT_ACCEPTED,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:accepted; with --wait, it finished with return code 0",
      "1-124:with --wait, the program's own return code",
      "125:query not accepted, invalid usage, or server unreachable",
      "126:with --wait, it did not finish and no return code says why: cancelled, timeout, lost, …",
      "127:with --wait, the program returned 125 or more; stderr has the code",
      "129 and up:with --wait, 128 plus the number of the signal that killed the program"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  retort submit --sequence MKTAYIAK",
      "  retort submit --sequence-file hbb.fasta --param evalue=1e-5 --wait > hits.txt",
      "  zcat big.fasta.gz | retort submit --sequence-file - --name big --label run=42"
    })
public final class SubmitCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @ParentCommand TerminalOwner main;
  @Mixin ServerAddress server;

  @ArgGroup(exclusive = true, multiplicity = "0..1")
  private Sequence sequence = new Sequence();

  static final class Sequence {
    @Option(names = "--sequence", paramLabel = "TEXT", description = "The sequence, as text.")
    private @Nullable String text;

    @Option(
        names = "--sequence-file",
        paramLabel = "FILE",
        description =
            "A file with the sequence, sent byte for byte; - for standard input. Neither option:"
                + " the query has no sequence.")
    private @Nullable Path file;
  }

  @Option(
      names = "--name",
      description = "The query's name; default the file's name, or \"query\".")
  private @Nullable String name;

  @Option(
      names = "--program",
      paramLabel = "NAME",
      description = "The program; required if the server has several and no default.")
  private @Nullable String program;

  @Option(
      names = "--param",
      paramLabel = "NAME=VALUE",
      description = "A parameter of the program; repeatable.")
  private Map<String, String> parameters = new LinkedHashMap<>();

  @Option(
      names = "--file",
      paramLabel = "NAME=PATH",
      description = "An additional input file; repeatable.")
  private Map<String, Path> files = new LinkedHashMap<>();

  @Option(
      names = "--label",
      paramLabel = "KEY=VALUE",
      description = "A label for finding the experiment; repeatable.")
  private Map<String, String> labels = new LinkedHashMap<>();

  @Option(names = "--priority", paramLabel = "1..9", description = "Priority; 9 starts first (5).")
  private int priority = SubmitOptions.DEFAULT_PRIORITY;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      description = "Maximum run time, for example 2h; limited by that of the program.")
  private @Nullable String timeout;

  @Option(
      names = "--expires-after",
      paramLabel = "DURATION",
      description = "Maximum wait for the first start; then the experiment is cancelled.")
  private @Nullable String expiresAfter;

  @Option(
      names = "--not-before",
      paramLabel = "TIME",
      description = "Earliest start, for example 2026-01-31T20:00:00+01:00.")
  private @Nullable String notBefore;

  @Option(names = "--keep", description = "Exclude the experiment from retention.")
  private boolean keep;

  @Option(
      names = "--key",
      description =
          "Idempotency key: however often the query is sent, one key creates one experiment.")
  private @Nullable String key;

  @Option(
      names = "--wait",
      description = "Wait for the end; print the result if the experiment finished.")
  private boolean wait;

  @Option(names = "--json", description = "Print the experiment as JSON instead.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Terminal terminal = main.terminal();
    try (RetortClient client = server.connect(terminal);
        SequenceSource source = SequenceSource.of(terminal, sequence.text, sequence.file)) {
      RemoteExperiment experiment = client.submit(query(source));
      if (wait) {
        return new WaitOptions(terminal, client, json).forEnd(experiment);
      }
      terminal.println(json ? JsonLines.of(experiment) : experiment.experimentId());
      if (terminal.errIsTerminal()) {
        terminal.message("accepted: " + Wording.state(experiment));
      }
    }
    return ExitCode.OK;
  }

  private NewQuery query(SequenceSource source) {
    String called = name == null ? source.name() : name;
    NewQuery whole =
        source
            .query(called)
            .withProgram(program)
            .withTextParameters(parameters)
            .withFiles(files)
            .withOptions(
                new SubmitOptions(
                    checkedPriority(),
                    labels,
                    duration("--timeout", timeout),
                    duration("--expires-after", expiresAfter),
                    moment(),
                    keep));
    return key == null ? whole : whole.withIdempotencyKey(key);
  }

  private @Nullable Duration duration(String option, @Nullable String text) {
    return text == null
        ? null
        : DurationText.parseLenient(text)
            .orElseThrow(() ->
                new ParameterException(
                    spec.commandLine(),
                    option + " must be a duration such as 90s, 2h or 1m30s, got " + text));
  }

  private @Nullable Instant moment() {
    try {
      return notBefore == null ? null : OffsetDateTime.parse(notBefore).toInstant();
    } catch (DateTimeException noMoment) {
      throw new ParameterException(
          spec.commandLine(),
          "--not-before must be a time with its zone such as 2026-01-31T20:00:00+01:00, got "
              + notBefore);
    }
  }

  private int checkedPriority() {
    if (priority < SubmitOptions.LOWEST_PRIORITY || priority > SubmitOptions.HIGHEST_PRIORITY) {
      throw new ParameterException(spec.commandLine(), "--priority must be 1..9, got " + priority);
    }
    return priority;
  }
}
