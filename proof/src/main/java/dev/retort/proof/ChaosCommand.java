package dev.retort.proof;

import dev.retort.proof.check.Finding;
import dev.retort.proof.fault.ChaosRun;
import dev.retort.proof.fault.ChaosRun.Row;
import dev.retort.proof.fault.Fault;
import dev.retort.proof.fault.Faults;
import dev.retort.proof.rig.Trees;
import dev.retort.proof.subject.Plant;
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
      "Breaks a real server on this machine in many ways, and checks that its promises hold.",
      "",
      "Each fault gets a data directory of its own, a server in a process of its own, and clients"
          + " that post queries whose programs keep a ledger outside the server. When the fault is"
          + " healed and the backlog empty, what the clients saw, what the server says and what the"
          + " ledger says must agree."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:every promise held", "1:one did not", "2:wrong usage"},
    footerHeading = "%nExamples:%n",
    footer = {
      "  retort chaos                       every fault, about ten minutes",
      "  retort chaos --faults kill --rounds 200",
      "  retort chaos --minutes 30          every fault, again and again for half an hour",
      "  retort chaos --plant ack-before-commit --faults kill-before-commit   must fail"
    })
final class ChaosCommand implements Callable<Integer> {
  private final InstantSource clock;

  @Spec CommandSpec spec;

  @Option(
      names = "--faults",
      paramLabel = "NAME",
      split = ",",
      description = "Only these; --list names them.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--list", description = "Name the faults, and what this machine lacks for them.")
  private boolean list;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often a fault that can be repeated is brought about in its turn.")
  private @Nullable Integer rounds;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      description =
          "Go through the faults again and again, each time with other choices, for about that long"
              + " in all; each has one turn at least.")
  private @Nullable Integer minutes;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Make the same choices as the run that printed it.")
  private @Nullable Long seed;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the table as JSON too.")
  private @Nullable Path json;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "A new directory, which is kept; else a temporary one that is deleted.")
  private @Nullable Path directory;

  @Option(
      names = "--plant",
      paramLabel = "BUG",
      description =
          "Plant a bug in the server that must be found: ack-before-commit, synchronous-normal"
              + " (by power-cut), finish-without-fence or rescue-without-fence (by kill-group);"
              + " late-finish and late-rescue are controls, which must not.")
  private @Nullable String plant;

  ChaosCommand(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    if (list) {
      Table.faults(Faults.ALL).forEach(out::println);
      return 0;
    }
    List<Fault> chosen = names.isEmpty() ? Faults.ALL : names.stream().map(this::fault).toList();
    Long given = seed;
    PrintWriter err = spec.commandLine().getErr();
    ChaosRun run =
        new ChaosRun(
            place(), given == null ? clock.millis() : given, clock, planted(), err::println);
    out.println("seed " + run.seed() + ", in " + run.directory());
    out.println(Table.HEAD);
    List<Row> rows = turns(run, chosen, out);
    if (minutes != null) {
      out.println("in all");
      rows.stream().flatMap(row -> Table.lines(row).stream()).forEach(out::println);
    }
    out.println(Table.sum(rows));
    Path file = json;
    if (file != null) {
      Files.writeString(file, Table.json(run.seed(), rows));
    }
    boolean held = rows.stream().allMatch(row -> row.findings().isEmpty());
    if (directory == null && held) {
      Trees.delete(run.directory());
    } else {
      out.println("kept: " + run.directory());
    }
    return held ? 0 : 1;
  }

  /// Each fault has its turn, and further ones as long as one more fits into the time.
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
        Table.lines(row).forEach(out::println);
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
                spec.commandLine(), "there is no fault " + name + "; --list names them"));
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
                "there is no bug "
                    + word
                    + " to plant; there are "
                    + Arrays.stream(Plant.values()).map(Plant::word).toList()));
  }

  static long count(List<Row> rows, Finding.Kind kind) {
    return rows.stream().mapToLong(row -> row.count(kind)).sum();
  }
}
