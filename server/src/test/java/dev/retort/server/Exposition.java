package dev.retort.server;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An answer of `/metrics` in the text format of Prometheus.
///
/// @param values by series, for example `retort_pending{program="blastp"}`
/// @param types by name of metric, for example `gauge`
record Exposition(Map<String, Double> values, Map<String, String> types) {
  private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][^ {]*(?:\\{.*})?) (\\S+)");
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");

  static Exposition of(String text) {
    Map<String, Double> values = new TreeMap<>();
    Map<String, String> types = new TreeMap<>();
    for (String line : text.lines().toList()) {
      Matcher type = TYPE.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      if (type.matches()) {
        types.put(type.group(1), type.group(2));
      } else if (sample.matches()) {
        values.put(sample.group(1), number(sample.group(2)));
      } else if (!line.startsWith("# HELP ")) {
        throw new AssertionError("not a line of an exposition: " + line);
      }
    }
    return new Exposition(values, types);
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  double value(String series) {
    Double value = values.get(series);
    if (value == null) {
      throw new AssertionError("there is no series " + series + " in " + values.keySet());
    }
    return value;
  }

  /// The names of all series without labels, as queries use them.
  Set<String> names() {
    Set<String> names = new TreeSet<>();
    values.keySet().forEach(series -> names.add(series.replaceFirst("\\{.*", "")));
    return names;
  }

  Set<String> series(String name) {
    Set<String> series = new TreeSet<>(values.keySet());
    series.removeIf(each -> !each.startsWith(name + "{"));
    return series;
  }
}
