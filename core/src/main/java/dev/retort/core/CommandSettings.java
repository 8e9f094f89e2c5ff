package dev.retort.core;

import java.util.List;
import java.util.Map;

/// How a command program is run.
///
/// @param argv the words of the command, with placeholders such as `{sequence_file}`
/// @param env variables set for it; the rest of its environment is a minimal clean one
/// @param envFromHost variables that it takes over from the server's environment
/// @param result where its result is: `stdout`, or a path below its working directory
/// @param limits how much of its output is kept
/// @param resultsDurable whether its files are synced before its end is recorded
public record CommandSettings(
    List<String> argv,
    Map<String, String> env,
    List<String> envFromHost,
    String result,
    LogLimits limits,
    boolean resultsDurable) {

  /// The result of a program that names none.
  public static final String STDOUT = "stdout";

  public CommandSettings {
    if (argv.isEmpty()) {
      throw new IllegalArgumentException("a command must have at least one word");
    }
    argv = List.copyOf(argv);
    env = Map.copyOf(env);
    envFromHost = List.copyOf(envFromHost);
  }

  /// A command with these variables and otherwise the defaults.
  public static CommandSettings of(List<String> argv, Map<String, String> env) {
    return new CommandSettings(argv, env, List.of(), STDOUT, LogLimits.DEFAULTS, true);
  }

  /// How many bytes of each stream are kept; the rest is counted and dropped.
  public record LogLimits(long stdout, long stderr) {
    /// 64 MiB each.
    public static final LogLimits DEFAULTS = new LogLimits(64L << 20, 64L << 20);

    public LogLimits {
      if (stdout < 0 || stderr < 0) {
        throw new IllegalArgumentException(
            "log limits must not be negative, got " + stdout + " and " + stderr);
      }
    }
  }
}
