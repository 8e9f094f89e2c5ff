package dev.retort.proof.bench;

import java.util.ArrayList;
import java.util.List;

/// What one workload found. Not thread-safe.
public final class Report {
  private final List<Figure> figures = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();

  /// A figure for comparison.
  public Report figure(String name, List<Double> samples) {
    figures.add(new Figure(name, samples, null));
    return this;
  }

  /// A figure that is to reach something.
  public Report figure(String name, List<Double> samples, Target target) {
    figures.add(new Figure(name, samples, target));
    return this;
  }

  /// What one has to know to read the figures.
  public Report note(String text) {
    notes.add(text);
    return this;
  }

  /// A part that was not measured.
  ///
  /// @param why for example `needs parallel`
  public Report skip(String what, String why) {
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
