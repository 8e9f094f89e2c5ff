package dev.retort.chaos;

import dev.retort.chaos.check.Finding;
import dev.retort.chaos.fault.ChaosRun;
import dev.retort.chaos.fault.ChaosRun.Row;
import dev.retort.chaos.fault.Fault;
import dev.retort.chaos.fault.Faults;
import dev.retort.chaos.subject.Plant;
import dev.retort.rig.Trees;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `retort chaos`. Not thread-safe.
@Command(
    name = "chaos",
    description = {
      "Injects faults into a real server on this machine, and checks that every promise holds.",
      "",
      "Each fault has its own data directory, its own server process, and clients that post"
          + " queries; the programs write a ledger outside the server. After the fault is healed"
          + " and the backlog is empty, the clients' answers, the server's data and the ledger"
          + " must agree."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:every promise held", "1:a promise failed", "2:invalid usage"},
    footerHeading = "%nExamples:%n",
    footer = {
      "  retort chaos                       every fault, about ten minutes",
      "  retort chaos --faults kill --rounds 200",
      "  retort chaos --minutes 30          every fault, repeatedly, for half an hour",
      "  retort chaos --plant ack-before-commit --faults kill-before-commit   must fail"
    })
public final class ChaosCommand implements Callable<Integer> {
  private final InstantSource clock;

  @Spec CommandSpec spec;

  @Option(
      names = "--faults",
      paramLabel = "NAME",
      split = ",",
      description = "Only these faults; see --list.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--list",
      description = "List the faults, and the tools that this machine lacks for them.")
  private boolean list;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How many times a repeatable fault strikes in each of its turns.")
  private @Nullable Integer rounds;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      description =
          "Repeat all faults with new choices for about this time in total; each fault gets at"
              + " least one turn.")
  private @Nullable Integer minutes;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Repeat the choices of the run that printed this seed.")
  private @Nullable Long seed;

  @Option(names = "--json", paramLabel = "FILE", description = "Also write the table as JSON.")
  private @Nullable Path json;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "A new directory, which is kept; by default a temporary one, which is deleted.")
  private @Nullable Path directory;

  @Option(
      names = "--plant",
      paramLabel = "BUG",
      description =
          "Plant a bug in the server, which chaos must find: ack-before-commit, synchronous-normal"
              + " (by power-cut), finish-without-fence or rescue-without-fence (by kill-group);"
              + " late-finish and late-rescue are controls without a bug.")
  private @Nullable String plant;

  public ChaosCommand(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    if (list) {
      ChaosTable.faults(Faults.ALL).forEach(out::println);
      return 0;
    }
    List<Fault> chosen = names.isEmpty() ? Faults.ALL : names.stream().map(this::fault).toList();
    Long given = seed;
    PrintWriter err = spec.commandLine().getErr();
    ChaosRun run =
        new ChaosRun(
            place(), given == null ? clock.millis() : given, clock, planted(), err::println);
    out.println("seed " + run.seed() + ", in " + run.directory());
    out.println(ChaosTable.HEAD);
    List<Row> rows = turns(run, chosen, out);
    if (minutes != null) {
      out.println("total");
      rows.stream().flatMap(row -> ChaosTable.lines(row).stream()).forEach(out::println);
    }
    out.println(ChaosTable.sum(rows));
    Path file = json;
    if (file != null) {
      Files.writeString(file, ChaosTable.json(run.seed(), rows));
    }
    boolean held = rows.stream().allMatch(row -> row.findings().isEmpty());
    if (directory == null && held) {
      Trees.delete(run.directory());
    } else {
      out.println("kept: " + run.directory());
    }
    return held ? 0 : 1;
  }

  /// Gives each fault one turn, and further turns while one more fits into the time.
  private List<Row> turns(ChaosRun run, List<Fault> chosen, PrintWriter out)
      throws IOException, InterruptedException {
    Duration limit = Duration.ofMinutes(minutes == null ? 0 : minutes);
    long start = System.nanoTime();
    Map<Fault, Row> sums = new LinkedHashMap<>();
    Map<Fault, Duration> last = new HashMap<>();
    int before = -1;
    int done = 0;
    for (int turn = 1; done > before; turn++) {
      before = done;
      for (Fault fault : chosen) {
        Duration passed = Duration.ofNanos(System.nanoTime() - start);
        Duration needed = last.getOrDefault(fault, Duration.ZERO);
        if (turn > 1 && (needed.isZero() || passed.plus(needed).compareTo(limit) > 0)) {
          continue;
        }
        Row row = run.inflict(fault, rounds, turn);
        ChaosTable.lines(row).forEach(out::println);
        out.flush();
        sums.merge(fault, row, Row::and);
        last.put(fault, row.took());
        done++;
        if (directory == null && row.skipped() == null && row.findings().isEmpty()) {
          Trees.delete(run.place(fault, turn));
        }
      }
    }
    return List.copyOf(sums.values());
  }

  private Fault fault(String name) {
    return Faults.named(name)
        .orElseThrow(() ->
            new ParameterException(
                spec.commandLine(), "unknown fault " + name + "; --list shows all faults"));
  }

  private Path place() throws IOException {
    Path chosen = directory;
    return chosen == null
        ? Files.createTempDirectory("retort-chaos-")
        : Files.createDirectories(chosen.toAbsolutePath());
  }

  private @Nullable Plant planted() {
    String word = plant;
    if (word == null) {
      return null;
    }
    return Arrays.stream(Plant.values())
        .filter(each -> each.word().equals(word))
        .findFirst()
        .orElseThrow(() ->
            new ParameterException(
                spec.commandLine(),
                "unknown bug "
                    + word
                    + "; the bugs are "
                    + Arrays.stream(Plant.values()).map(Plant::word).toList()));
  }

  static long count(List<Row> rows, Finding.Kind kind) {
    return rows.stream().mapToLong(row -> row.count(kind)).sum();
  }
}
