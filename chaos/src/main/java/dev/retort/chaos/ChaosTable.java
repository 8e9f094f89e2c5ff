package dev.retort.chaos;

import dev.retort.chaos.check.Finding;
import dev.retort.chaos.check.Finding.Kind;
import dev.retort.chaos.fault.ChaosRun.Row;
import dev.retort.chaos.fault.Fault;
import dev.retort.chaos.rig.Need;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/// Formats the results for people and for machines.
final class ChaosTable {
  static final String HEAD =
      String.format(
          "%-28s %6s %7s %7s %5s %7s %5s %6s",
          "fault", "rounds", "acked", "found", "lost", "doubled", "wrong", "s");

  private static final int MOST_FINDINGS = 20;

  private ChaosTable() {}

  /// The list of all faults.
  static List<String> faults(List<Fault> faults) {
    return faults.stream()
        .map(fault -> {
          Optional<String> missing =
              fault.needs().stream().map(Need::missing).flatMap(Optional::stream).findFirst();
          return String.format("%-28s %s", fault.name(), fault.what())
              + missing.map(why -> " (skipped here: " + why + ")").orElse("");
        })
        .toList();
  }

  /// The lines of one fault: its row and its findings.
  static List<String> lines(Row row) {
    String skipped = row.skipped();
    if (skipped != null) {
      return List.of(String.format("%-28s skipped: %s", row.fault(), skipped));
    }
    List<String> lines = new ArrayList<>();
    lines.add(line(row.fault(), row.rounds(), List.of(row), row.took().toSeconds()));
    row.findings().stream().limit(MOST_FINDINGS).map(ChaosTable::finding).forEach(lines::add);
    if (row.findings().size() > MOST_FINDINGS) {
      lines.add("  … and " + (row.findings().size() - MOST_FINDINGS) + " more");
    }
    return lines;
  }

  private static String finding(Finding finding) {
    return "  " + finding.kind() + " (" + finding.promise() + "): " + finding.what();
  }

  static String sum(List<Row> rows) {
    return line(
        "all",
        rows.stream().mapToInt(Row::rounds).sum(),
        rows,
        rows.stream().mapToLong(row -> row.took().toSeconds()).sum());
  }

  private static String line(String name, int rounds, List<Row> rows, long seconds) {
    return String.format(
        "%-28s %6d %7d %7d %5d %7d %5d %6d",
        name,
        rounds,
        rows.stream().mapToLong(Row::acknowledged).sum(),
        rows.stream().mapToInt(Row::found).sum(),
        ChaosCommand.count(rows, Kind.LOST),
        ChaosCommand.count(rows, Kind.DOUBLED),
        ChaosCommand.count(rows, Kind.WRONG),
        seconds);
  }

  static String json(long seed, List<Row> rows) {
    List<Map<String, Object>> faults = new ArrayList<>();
    for (Row row : rows) {
      Map<String, Object> fields = new TreeMap<>();
      fields.put("fault", row.fault());
      fields.put("rounds", row.rounds());
      fields.put("acknowledged", row.acknowledged());
      fields.put("found", row.found());
      fields.put("lost", row.count(Kind.LOST));
      fields.put("doubled", row.count(Kind.DOUBLED));
      fields.put("wrong", row.count(Kind.WRONG));
      fields.put("seconds", row.took().toMillis() / 1e3);
      fields.put("findings", row.findings().stream().map(ChaosTable::finding).toList());
      Optional.ofNullable(row.skipped()).ifPresent(why -> fields.put("skipped", why));
      faults.add(fields);
    }
    return new JsonMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValueAsString(Map.of("seed", seed, "faults", faults));
  }
}
