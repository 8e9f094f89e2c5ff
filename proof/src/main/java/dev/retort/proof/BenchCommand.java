package dev.retort.proof;

import dev.retort.proof.bench.BenchRun;
import dev.retort.proof.bench.BenchSettings;
import dev.retort.proof.bench.BenchTable;
import dev.retort.proof.bench.Durability;
import dev.retort.proof.bench.Machine;
import dev.retort.proof.bench.Row;
import dev.retort.proof.bench.Workload;
import dev.retort.proof.bench.work.Workloads;
import dev.retort.proof.rig.Trees;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `retort bench`. Not thread-safe.
@Command(
    name = "bench",
    description = {
      "Measures a real server on this machine, and says which figures reach their targets.",
      "",
      "Each workload gets a data directory of its own, a server in a process of its own, with the"
          + " options and the log that serve has, and load from this process. Each figure is told"
          + " with its minimum, median and maximum over the rounds; what is compared is measured in"
          + " turn. Every answer is checked."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything was measured, whether or not it reached its target",
      "1:a workload broke: a wrong answer, or experiments that are missing",
      "2:wrong usage"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  retort bench                            every workload",
      "  retort bench --workloads submit,drain --json figures.json",
      "  retort bench --peers                    GNU parallel and a FastAPI app beside it",
      "  retort bench --quick --rounds 1         whether it runs; the figures mean little"
    })
final class BenchCommand implements Callable<Integer> {
  private static final int USUAL_SECONDS = 5;

  @Spec CommandSpec spec;

  @Option(
      names = "--workloads",
      paramLabel = "NAME",
      split = ",",
      description = "Only these; --list names them.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--list", description = "Name the workloads.")
  private boolean list;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often each figure is measured (5).")
  private int rounds = BenchSettings.DEFAULT_ROUNDS;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "How long a round is that has no end of its own (5; 1 with --quick).")
  private @Nullable Integer seconds;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the table as JSON too.")
  private @Nullable Path json;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "A directory on the disk that is to be measured, which is kept; else a temporary one that"
              + " is deleted.")
  private @Nullable Path directory;

  @Option(
      names = "--peers",
      description = "Run GNU parallel and a FastAPI app beside it where they are installed.")
  private boolean peers;

  @Option(names = "--quick", description = "Short rounds and small depths, to see that it runs.")
  private boolean quick;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    if (list) {
      Workloads.ALL.forEach(each -> out.printf("%-12s %s%n", each.name(), each.what()));
      return 0;
    }
    List<Workload> chosen =
        names.isEmpty() ? Workloads.ALL : names.stream().map(this::workload).toList();
    Path place = place();
    BenchSettings settings = settings(place);
    Map<String, String> machine = Machine.describe(place);
    Map<String, String> durability =
        Durability.describe(Files.createTempDirectory(place, "probe-"));
    BenchTable.facts(machine).forEach(out::println);
    BenchTable.facts(durability).forEach(out::println);
    out.println(BenchTable.HEAD);
    out.flush();
    BenchRun run = new BenchRun(settings);
    List<Row> rows = new ArrayList<>();
    for (Workload workload : chosen) {
      Row row = run.run(workload);
      rows.add(row);
      BenchTable.lines(row).forEach(out::println);
      out.flush();
    }
    Path file = json;
    if (file != null) {
      Files.writeString(file, BenchTable.json(settings, machine, durability, rows));
    }
    boolean sound = rows.stream().allMatch(row -> row.broken() == null);
    if (directory == null && sound) {
      Trees.delete(place);
    } else {
      out.println("kept: " + place);
    }
    return sound ? 0 : 1;
  }

  private BenchSettings settings(Path place) {
    Integer given = seconds;
    int round = given == null ? quick ? 1 : USUAL_SECONDS : given;
    try {
      return new BenchSettings(place, rounds, Duration.ofSeconds(round), quick, peers);
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()));
    }
  }

  private Workload workload(String name) {
    return Workloads.named(name)
        .orElseThrow(() ->
            new ParameterException(
                spec.commandLine(), "there is no workload " + name + "; --list names them"));
  }

  private Path place() throws IOException {
    Path chosen = directory;
    return (chosen == null
            ? Files.createTempDirectory("retort-bench-")
            : Files.createDirectories(chosen.toAbsolutePath()))
        .toRealPath();
  }
}
