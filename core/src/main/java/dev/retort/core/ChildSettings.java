package dev.retort.core;

import java.util.List;
import java.util.Map;

/// What all programs that run as child processes have in common.
///
/// @param env variables set for it; the rest of its environment is a minimal clean one
/// @param envFromHost variables that it takes over from the server's environment
/// @param logs how much of its output is kept
/// @param resultsDurable whether its files are synced before its end is recorded
/// @param sandbox what it is shut into
public record ChildSettings(
    Map<String, String> env,
    List<String> envFromHost,
    LogLimits logs,
    boolean resultsDurable,
    Sandbox sandbox) {

  /// A clean environment, durable results, no sandbox.
  public static final ChildSettings DEFAULTS =
      new ChildSettings(Map.of(), List.of(), LogLimits.DEFAULTS, true, Sandbox.NONE);

  public ChildSettings {
    env = Map.copyOf(env);
    envFromHost = List.copyOf(envFromHost);
  }

  public ChildSettings withEnv(Map<String, String> value) {
    return new ChildSettings(value, envFromHost, logs, resultsDurable, sandbox);
  }

  public ChildSettings withLogs(LogLimits value) {
    return new ChildSettings(env, envFromHost, value, resultsDurable, sandbox);
  }

  public ChildSettings withSandbox(Sandbox value) {
    return new ChildSettings(env, envFromHost, logs, resultsDurable, value);
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
