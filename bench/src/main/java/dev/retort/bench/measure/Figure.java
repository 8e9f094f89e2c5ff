package dev.retort.bench.measure;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One line of the table.
///
/// @param samples one a round
/// @param target null if the figure is for comparison only
public record Figure(String name, List<Double> samples, @Nullable Target target) {
  public Figure {
    samples = List.copyOf(samples);
  }

  public Spread spread() {
    return Spread.of(samples);
  }
}
