package dev.retort.cli.config;

import dev.retort.cli.config.yaml.ConfigProblems;
import dev.retort.cli.config.yaml.Key;
import dev.retort.cli.config.yaml.Section;
import dev.retort.cli.config.yaml.Value;
import dev.retort.cli.config.yaml.ValueType;
import dev.retort.core.program.CommandSettings;
import java.nio.file.Path;
import java.util.Optional;

/// `result`: `stdout`, or a file below the working directory.
final class ResultKey {
  static final Key<Value> RESULT =
      Key.of(
          "result",
          ValueType.other(() -> ValueType.ofType("string").put("default", CommandSettings.STDOUT)),
          "The location of the result: `stdout`, or a path below the working directory.");

  private final ConfigProblems problems;

  ResultKey(ConfigProblems problems) {
    this.problems = problems;
  }

  String read(Section keys) {
    Optional<Value> value = RESULT.in(keys);
    return value
        .flatMap(Value::text)
        .flatMap(text -> path(value.get(), text))
        .orElse(CommandSettings.STDOUT);
  }

  private Optional<String> path(Value value, String text) {
    if (text.equals(CommandSettings.STDOUT)) {
      return Optional.of(text);
    }
    if (text.isEmpty() || text.chars().anyMatch(Character::isISOControl)) {
      return value.wrong("stdout or the name of a file", null);
    }
    Path path = Path.of(text).normalize();
    if (path.isAbsolute() || path.startsWith("..") || path.toString().isEmpty()) {
      return value.wrong(
          "stdout or a path below the working directory",
          "let the command write the file there; its working directory is {experiment_dir}");
    }
    if (text.indexOf('{') >= 0) {
      problems.add(
          value.node(), "`" + value.name() + "` must not contain placeholders", "use a fixed name");
    }
    return Optional.of(path.toString());
  }
}
