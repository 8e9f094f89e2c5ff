package dev.retort.cli.config.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/// Collects the problems of one file. Not thread-safe.
public final class ConfigProblems {
  private final String file;
  private final List<At> found = new ArrayList<>();

  private record At(int line, int column, ConfigProblem problem) {}

  public ConfigProblems(String file) {
    this.file = file;
  }

  public void add(Node node, String message) {
    add(node, message, null);
  }

  public void add(Node node, String message, @Nullable String suggestion) {
    add(node.getStartMark(), message, suggestion);
  }

  public void add(Optional<Mark> mark, String message, @Nullable String suggestion) {
    int line = mark.map(Mark::getLine).orElse(0) + 1;
    int column = mark.map(Mark::getColumn).orElse(0) + 1;
    String place = file + ":" + line + ":" + column;
    found.add(new At(line, column, new ConfigProblem(place, message, suggestion)));
  }

  /// The problems in the order of the file.
  public List<ConfigProblem> found() {
    return found.stream()
        .sorted(Comparator.comparingInt(At::line).thenComparingInt(At::column))
        .map(At::problem)
        .toList();
  }

  /// @throws ConfigException if there is a problem
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw new ConfigException(found());
    }
  }
}
