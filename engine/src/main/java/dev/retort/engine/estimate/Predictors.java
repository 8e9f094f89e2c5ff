package dev.retort.engine.estimate;

import dev.retort.engine.json.EngineJson;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// Turns what is known about a run before its start into numbers: the length of its sequence, its
/// numeric parameters, and whether other parameters have a frequent value. Immutable.
final class Predictors {
  /// More would say more about the past than about the next run.
  private static final int MOST = 8;

  private final List<Predictor> parameters;

  /// One column of numbers.
  ///
  /// @param name of a parameter
  /// @param value the value that counts as 1; empty for the number itself
  private record Predictor(String name, String value) {
    double of(Map<String, JsonNode> parameters) {
      JsonNode found = parameters.get(name);
      if (found == null) {
        return 0;
      }
      if (value.isEmpty()) {
        return found.isNumber() ? magnitude(found.doubleValue()) : 0;
      }
      return found.toString().equals(value) ? 1 : 0;
    }
  }

  private Predictors(List<Predictor> parameters) {
    this.parameters = parameters;
  }

  /// Numbers of very different size, such as E-values, differ by their exponents.
  private static double magnitude(double value) {
    return value > 0 ? Math.log(value) : value;
  }

  /// The parameters that differ between the runs, the most frequent values first.
  static Predictors of(List<PastRun> runs) {
    Map<String, Set<Double>> numbers = new TreeMap<>();
    Map<Predictor, Integer> values = new HashMap<>();
    for (PastRun run : runs) {
      parse(run.parameters())
          .forEach((name, value) -> {
            if (value.isNumber()) {
              numbers.computeIfAbsent(name, _ -> new HashSet<>()).add(value.doubleValue());
            } else if (value.isValueNode() && !value.isNull()) {
              values.merge(new Predictor(name, value.toString()), 1, Integer::sum);
            }
          });
    }
    List<Predictor> found = new ArrayList<>();
    numbers.forEach((name, different) -> {
      if (different.size() > 1) {
        found.add(new Predictor(name, ""));
      }
    });
    values.entrySet().stream()
        .filter(entry -> entry.getValue() > 1 && entry.getValue() < runs.size())
        .sorted(
            Map.Entry.<Predictor, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(entry -> entry.getKey().toString()))
        .map(Map.Entry::getKey)
        .forEach(found::add);
    return new Predictors(List.copyOf(found.subList(0, Math.min(MOST, found.size()))));
  }

  private static Map<String, JsonNode> parse(String parameters) {
    Map<String, JsonNode> values = new TreeMap<>();
    JsonNode json = EngineJson.MAPPER.readTree(parameters);
    json.properties().forEach(entry -> values.put(entry.getKey(), entry.getValue()));
    return values;
  }

  boolean none() {
    return parameters.isEmpty();
  }

  /// The parameters of a run as numbers.
  double[] of(String json) {
    Map<String, JsonNode> values = parse(json);
    return parameters.stream().mapToDouble(predictor -> predictor.of(values)).toArray();
  }
}
