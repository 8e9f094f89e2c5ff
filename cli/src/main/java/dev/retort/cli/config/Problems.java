package dev.retort.cli.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/// Gathers what is wrong with one file. Not thread-safe.
final class Problems {
  private final String file;
  private final List<At> found = new ArrayList<>();

  private record At(int line, int column, Problem problem) {}

  Problems(String file) {
    this.file = file;
  }

  void add(Node node, String message) {
    add(node, message, null);
  }

  void add(Node node, String message, @Nullable String suggestion) {
    add(node.getStartMark(), message, suggestion);
  }

  void add(Optional<Mark> mark, String message, @Nullable String suggestion) {
    int line = mark.map(Mark::getLine).orElse(0) + 1;
    int column = mark.map(Mark::getColumn).orElse(0) + 1;
    String place = file + ":" + line + ":" + column;
    found.add(new At(line, column, new Problem(place, message, suggestion)));
  }

  /// In the order of the file.
  List<Problem> found() {
    return found.stream()
        .sorted(Comparator.comparingInt(At::line).thenComparingInt(At::column))
        .map(At::problem)
        .toList();
  }

  /// @throws ConfigException when there is one
  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new ConfigException(found());
    }
  }
}
