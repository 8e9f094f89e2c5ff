package dev.retort.cli.config;

import dev.retort.core.CommandSettings;
import java.nio.file.Path;
import java.util.Optional;

/// `result`: `stdout`, or a file below the working directory.
final class ResultKey {
  private final Problems problems;

  ResultKey(Problems problems) {
    this.problems = problems;
  }

  String read(Section keys) {
    Optional<Value> value = keys.value("result");
    return value.flatMap(Value::text).flatMap(text -> path(value.get(), text)).orElse("stdout");
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
          "let the command write there; its working directory is {experiment_dir}");
    }
    if (text.indexOf('{') >= 0) {
      problems.add(
          value.node(),
          "`" + value.name() + "` takes no placeholders",
          "give the file a fixed name");
    }
    return Optional.of(path.toString());
  }
}
