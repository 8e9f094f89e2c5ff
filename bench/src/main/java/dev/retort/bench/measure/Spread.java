package dev.retort.bench.measure;

import java.util.ArrayList;
import java.util.List;

/// The spread of a figure over the rounds.
public record Spread(double minimum, double median, double maximum, int rounds) {

  /// The spread of at least one sample.
  ///
  /// @param samples one a round
  public static Spread of(List<Double> samples) {
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("a spread needs at least one sample");
    }
    List<Double> sorted = samples.stream().sorted().toList();
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return new Spread(sorted.getFirst(), median, sorted.getLast(), sorted.size());
  }

  /// The ratio of each round, for alternating measurements: a disturbance of the machine affects
  /// both.
  public static List<Double> ratios(List<Double> some, List<Double> others) {
    if (some.size() != others.size()) {
      throw new IllegalArgumentException(
          "both need the same number of rounds, got " + some.size() + " and " + others.size());
    }
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < some.size(); round++) {
      ratios.add(some.get(round) / others.get(round));
    }
    return ratios;
  }
}
