package dev.retort.bench.measure;

import java.util.ArrayList;
import java.util.List;

/// The results of one workload. Not thread-safe.
public final class BenchReport {
  private final List<Figure> figures = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();

  /// Adds a figure without a target.
  public BenchReport figure(String name, List<Double> samples) {
    figures.add(new Figure(name, samples, null));
    return this;
  }

  /// Adds a figure with a target.
  public BenchReport figure(String name, List<Double> samples, Target target) {
    figures.add(new Figure(name, samples, target));
    return this;
  }

  /// Adds an explanation of the figures.
  public BenchReport note(String text) {
    notes.add(text);
    return this;
  }

  /// Adds a skipped measurement.
  ///
  /// @param why for example `needs parallel`
  public BenchReport skip(String what, String why) {
    skipped.add(what + " skipped: " + why);
    return this;
  }

  public List<Figure> figures() {
    return List.copyOf(figures);
  }

  public List<String> notes() {
    return List.copyOf(notes);
  }

  public List<String> skipped() {
    return List.copyOf(skipped);
  }
}
