package dev.retort.core.program;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Settings of all programs that run as child processes.
///
/// @param env variables that are added to a minimal clean environment
/// @param envFromHost variables that the program inherits from the server
/// @param logs maximum size of the logs
/// @param resultsDurable whether result files are synced before the end is recorded
/// @param sandbox kind of sandbox
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

  /// How many bytes of each stream are kept.
  ///
  /// Beyond its limit a stream is counted and dropped. Standard output that is the result of the
  /// program must be complete: beyond its limit the program is stopped and fails.
  ///
  /// @param stdout null for no limit where standard output is the result, else for 64 MiB
  /// @param stderr at least 0
  public record LogLimits(@Nullable Long stdout, long stderr) {
    /// The limit of a stream that is not the result: 64 MiB.
    public static final long STANDARD = 64L << 20;

    /// No limit but the room on the disk.
    public static final long UNLIMITED = Long.MAX_VALUE;

    /// The defaults of both streams.
    public static final LogLimits DEFAULTS = new LogLimits(null, STANDARD);

    public LogLimits {
      if ((stdout != null && stdout < 0) || stderr < 0) {
        throw new IllegalArgumentException(
            "log limits must not be negative, got " + stdout + " and " + stderr);
      }
    }

    /// The limit of standard output.
    ///
    /// @param isResult whether standard output is the result of the program
    public long stdout(boolean isResult) {
      Long limit = stdout;
      return limit != null ? limit : isResult ? UNLIMITED : STANDARD;
    }
  }
}
