package dev.retort.cli.config.yaml;

import dev.retort.core.RetortException;
import java.util.List;
import java.util.stream.Collectors;

/// The configuration is invalid; the message has all problems, one a line.
public final class ConfigException extends RetortException {
  private static final long serialVersionUID = 1;
  private final transient List<ConfigProblem> problems;

  public ConfigException(List<ConfigProblem> problems) {
    super(problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /// All problems, in the order of the file.
  public List<ConfigProblem> problems() {
    return problems;
  }
}
