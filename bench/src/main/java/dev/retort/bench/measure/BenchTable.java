package dev.retort.bench.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// Formats the results for people and for machines.
public final class BenchTable {
  public static final String HEAD =
      String.format(
          "%-12s %-38s %10s %10s %10s  %s", "workload", "figure", "min", "median", "max", "target");

  private static final double NO_DIGITS_FROM = 1_000;
  private static final double ONE_DIGIT_FROM = 10;

  private BenchTable() {}

  /// The header of the table.
  public static List<String> facts(Map<String, String> facts) {
    return facts.entrySet().stream()
        .map(fact -> String.format("%-16s %s", fact.getKey(), fact.getValue()))
        .toList();
  }

  /// The lines of one workload: figures, skipped measurements, and notes.
  public static List<String> lines(Row row) {
    List<String> lines = new ArrayList<>();
    String name = row.workload().name();
    for (Figure figure : row.report().figures()) {
      Spread spread = figure.spread();
      lines.add(
          String.format(
                  "%-12s %-38s %10s %10s %10s  %s",
                  name,
                  figure.name(),
                  number(spread.minimum()),
                  number(spread.median()),
                  number(spread.maximum()),
                  verdict(figure))
              .stripTrailing());
    }
    row.report().skipped().forEach(what -> lines.add(String.format("%-12s %s", name, what)));
    row.report().notes().forEach(note -> lines.add(String.format("%-12s   %s", "", note)));
    if (row.broken() != null) {
      lines.add(String.format("%-12s BROKEN: %s", name, row.broken()));
    }
    return lines;
  }

  private static String verdict(Figure figure) {
    Target target = figure.target();
    return target == null ? "" : target + " " + target.verdict(figure.spread());
  }

  /// Formats a number with significant digits only.
  static String number(double value) {
    String format =
        Math.abs(value) >= NO_DIGITS_FROM
            ? "%,.0f"
            : Math.abs(value) >= ONE_DIGIT_FROM ? "%.1f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }

  public static String json(
      BenchSettings settings,
      Map<String, String> machine,
      Map<String, String> durability,
      List<Row> rows) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("machine", machine);
    document.put("durability", durability);
    document.put("rounds", settings.rounds());
    document.put("seconds", settings.round().toMillis() / 1e3);
    document.put("quick", settings.quick());
    document.put("peers", settings.peers());
    document.put("workloads", rows.stream().map(BenchTable::workload).toList());
    return new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(document);
  }

  private static Map<String, Object> workload(Row row) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("workload", row.workload().name());
    fields.put("what", row.workload().what());
    fields.put("seconds", row.took().toMillis() / 1e3);
    fields.put("figures", row.report().figures().stream().map(BenchTable::figure).toList());
    fields.put("skipped", row.report().skipped());
    fields.put("notes", row.report().notes());
    fields.put("broken", row.broken());
    return fields;
  }

  private static Map<String, Object> figure(Figure figure) {
    Map<String, Object> fields = new LinkedHashMap<>();
    Spread spread = figure.spread();
    fields.put("figure", figure.name());
    fields.put("minimum", spread.minimum());
    fields.put("median", spread.median());
    fields.put("maximum", spread.maximum());
    fields.put("samples", figure.samples());
    Target target = figure.target();
    if (target != null) {
      fields.put("target", target.toString());
      fields.put("verdict", target.verdict(spread));
    }
    return fields;
  }
}
