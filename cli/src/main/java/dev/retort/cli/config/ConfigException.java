package dev.retort.cli.config;

import dev.retort.core.RetortException;
import java.util.List;
import java.util.stream.Collectors;

/// The configuration is wrong; the message is every problem, one a line.
public final class ConfigException extends RetortException {
  private static final long serialVersionUID = 1;
  private final transient List<Problem> problems;

  public ConfigException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /// Everything that is wrong, in the order of the file.
  public List<Problem> problems() {
    return problems;
  }
}
