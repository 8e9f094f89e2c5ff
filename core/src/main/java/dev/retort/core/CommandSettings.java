package dev.retort.core;

import java.util.List;
import java.util.Map;

/// How a command program is run.
///
/// @param argv the words of the command, with placeholders such as `{sequence_file}`
/// @param result where its result is: `stdout`, or a path below its working directory
/// @param child what it has in common with all child processes
public record CommandSettings(List<String> argv, String result, ChildSettings child) {

  /// The result of a program that names none.
  public static final String STDOUT = "stdout";

  public CommandSettings {
    if (argv.isEmpty()) {
      throw new IllegalArgumentException("a command must have at least one word");
    }
    argv = List.copyOf(argv);
  }

  /// A command with these variables and otherwise the defaults.
  public static CommandSettings of(List<String> argv, Map<String, String> env) {
    return new CommandSettings(argv, STDOUT, ChildSettings.DEFAULTS.withEnv(env));
  }

  public CommandSettings withChild(ChildSettings value) {
    return new CommandSettings(argv, result, value);
  }
}
