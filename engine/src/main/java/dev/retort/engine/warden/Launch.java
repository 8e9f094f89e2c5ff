package dev.retort.engine.warden;

import dev.retort.core.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A program to start, and all that the warden must know to see it through without a node.
///
/// @param attemptDirectory where `start`, `stdout`, `stderr` and `exit` are written; must exist
/// @param command the program and its arguments; never interpreted by a shell. A name without `/`
///   is looked up in the `PATH` of `environment`
/// @param environment the whole environment; only `RETORT_COOKIE` is added
/// @param workingDirectory must exist
/// @param stdoutLimit how many bytes of standard output are kept; at least 0
/// @param stderrLimit the same for standard error
/// @param timeout how long the program may run, or empty for no limit
/// @param gracePeriod time between SIGTERM and SIGKILL; at least 0
/// @param resultsDurable whether everything below `work/` of the attempt is synced before the exit
///   record is written
/// @param limits how much memory and how many processes it may have
/// @param sandbox what it can see and touch; with one, `progress` in `attemptDirectory` is created
/// @param visible files and directories that the program needs, though they may lie where a sandbox
///   shows nothing
public record Launch(
    Path attemptDirectory,
    List<String> command,
    Map<String, String> environment,
    Path workingDirectory,
    long stdoutLimit,
    long stderrLimit,
    Optional<Duration> timeout,
    Duration gracePeriod,
    boolean resultsDurable,
    Limits limits,
    Sandbox sandbox,
    List<Path> visible) {
  public Launch {
    attemptDirectory = attemptDirectory.toAbsolutePath().normalize();
    workingDirectory = workingDirectory.toAbsolutePath().normalize();
    command = List.copyOf(command);
    visible = visible == null ? List.of() : List.copyOf(visible); // null from an older node
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    // A node of an older build knows neither.
    limits = Objects.requireNonNullElse(limits, Limits.NONE);
    sandbox = Objects.requireNonNullElse(sandbox, Sandbox.NONE);
    if (command.isEmpty()) {
      throw new IllegalArgumentException("command must have at least one word, got none");
    }
    if (stdoutLimit < 0 || stderrLimit < 0) {
      throw new IllegalArgumentException(
          "limits of logs must be at least 0, got " + stdoutLimit + " and " + stderrLimit);
    }
    if (gracePeriod.isNegative()) {
      throw new IllegalArgumentException("gracePeriod must not be negative, got " + gracePeriod);
    }
    if (timeout.isPresent() && !timeout.get().isPositive()) {
      throw new IllegalArgumentException("timeout must be more than 0, got " + timeout.get());
    }
  }

  /// The same for a program that needs nothing where a sandbox shows nothing.
  public Launch(
      Path attemptDirectory,
      List<String> command,
      Map<String, String> environment,
      Path workingDirectory,
      long stdoutLimit,
      long stderrLimit,
      Optional<Duration> timeout,
      Duration gracePeriod,
      boolean resultsDurable,
      Limits limits,
      Sandbox sandbox) {
    this(
        attemptDirectory,
        command,
        environment,
        workingDirectory,
        stdoutLimit,
        stderrLimit,
        timeout,
        gracePeriod,
        resultsDurable,
        limits,
        sandbox,
        List.of());
  }
}
