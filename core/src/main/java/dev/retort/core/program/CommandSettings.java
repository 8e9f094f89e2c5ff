package dev.retort.core.program;

import java.util.List;
import java.util.Map;

/// Settings of a command program.
///
/// @param invocation what it executes
/// @param result location of its result: `stdout`, or a path relative to the working directory
/// @param stdin what it reads from standard input
/// @param child settings of all child processes
public record CommandSettings(
    Invocation invocation, String result, StandardInput stdin, ChildSettings child) {

  /// The default location of the result.
  public static final String STDOUT = "stdout";

  /// The invocation with the defaults.
  public static CommandSettings of(Invocation invocation) {
    return new CommandSettings(
        invocation, STDOUT, new StandardInput.Nothing(), ChildSettings.DEFAULTS);
  }

  /// A command of these words and variables, otherwise with the defaults.
  public static CommandSettings of(List<String> argv, Map<String, String> env) {
    return of(Invocation.Words.of(argv)).withChild(ChildSettings.DEFAULTS.withEnv(env));
  }

  public CommandSettings withResult(String value) {
    return new CommandSettings(invocation, value, stdin, child);
  }

  public CommandSettings withStdin(StandardInput value) {
    return new CommandSettings(invocation, result, value, child);
  }

  /// Whether its standard output is its result.
  public boolean printsResult() {
    return result.equals(STDOUT);
  }

  public CommandSettings withChild(ChildSettings value) {
    return new CommandSettings(invocation, result, stdin, value);
  }
}
