package dev.retort.bench;

import dev.retort.bench.measure.BenchRun;
import dev.retort.bench.measure.BenchSettings;
import dev.retort.bench.measure.BenchTable;
import dev.retort.bench.measure.Durability;
import dev.retort.bench.measure.Machine;
import dev.retort.bench.measure.Row;
import dev.retort.bench.measure.Workload;
import dev.retort.bench.work.Workloads;
import dev.retort.rig.Trees;
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
      "Measures a real server on this machine and compares each figure with its target.",
      "",
      "Each workload has its own data directory, its own server process with the options and the"
          + " log of serve, and load from this process. Each figure has its minimum, median and"
          + " maximum over the rounds; compared measurements alternate. Every answer is checked."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every workload was measured, whether or not it reached its target",
      "1:a workload broke: a wrong answer, or missing experiments",
      "2:invalid usage"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  retort bench                            every workload",
      "  retort bench --workloads submit,drain --json figures.json",
      "  retort bench --peers                    also GNU parallel and a FastAPI app",
      "  retort bench --quick --rounds 1         a smoke test; the figures mean little"
    })
final class BenchCommand implements Callable<Integer> {
  private static final int USUAL_SECONDS = 5;

  @Spec CommandSpec spec;

  @Option(
      names = "--workloads",
      paramLabel = "NAME",
      split = ",",
      description = "Only these workloads; see --list.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--list", description = "List the workloads.")
  private boolean list;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Number of rounds for each figure (5).")
  private int rounds = BenchSettings.DEFAULT_ROUNDS;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "Duration of a round without an end of its own (5; 1 with --quick).")
  private @Nullable Integer seconds;

  @Option(names = "--json", paramLabel = "FILE", description = "Also write the table as JSON.")
  private @Nullable Path json;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "A directory on the disk to measure, which is kept; by default a temporary directory,"
              + " which is deleted.")
  private @Nullable Path directory;

  @Option(
      names = "--peers",
      description = "Also measure GNU parallel and a FastAPI app, if installed.")
  private boolean peers;

  @Option(names = "--quick", description = "Short rounds and small depths, for a smoke test.")
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
                spec.commandLine(), "unknown workload " + name + "; --list shows all workloads"));
  }

  private Path place() throws IOException {
    Path chosen = directory;
    return (chosen == null
            ? Files.createTempDirectory("retort-bench-")
            : Files.createDirectories(chosen.toAbsolutePath()))
        .toRealPath();
  }
}
