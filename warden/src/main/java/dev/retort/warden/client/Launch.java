package dev.retort.warden.client;

import dev.retort.core.program.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A program to start, with all data that the warden needs to run it to its end without a node.
///
/// @param attemptDirectory where `start`, `stdout`, `stderr` and `exit` are written; must exist
/// @param command the program and its arguments; never interpreted by a shell. A name without `/`
///   is looked up in the `PATH` of `environment`
/// @param environment the whole environment; only `RETORT_COOKIE` is added
/// @param workingDirectory must exist
/// @param stdin the file that the program reads from standard input; empty for nothing
/// @param stdoutLimit how many bytes of standard output are kept; at least 0
/// @param stderrLimit the same for standard error
/// @param stopsWhenCut whether the program is stopped once a byte of its standard output cannot be
///   kept, because an incomplete one is of no use
/// @param timeout how long the program may run, or empty for no limit
/// @param gracePeriod time between SIGTERM and SIGKILL; at least 0
/// @param resultsDurable whether everything below `work/` of the attempt is synced before the exit
///   record is written
/// @param limits how much memory and how many processes it may have
/// @param sandbox what it can see and touch; with one, `progress` in `attemptDirectory` is created
/// @param visible files and directories that the sandbox must show to the program
public record Launch(
    Path attemptDirectory,
    List<String> command,
    Map<String, String> environment,
    Path workingDirectory,
    Optional<Path> stdin,
    long stdoutLimit,
    long stderrLimit,
    boolean stopsWhenCut,
    Optional<Duration> timeout,
    Duration gracePeriod,
    boolean resultsDurable,
    ResourceLimits limits,
    Sandbox sandbox,
    List<Path> visible) {
  public Launch {
    attemptDirectory = attemptDirectory.toAbsolutePath().normalize();
    workingDirectory = workingDirectory.toAbsolutePath().normalize();
    command = List.copyOf(command);
    visible = visible == null ? List.of() : List.copyOf(visible); // null from an older node
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    // A node of an older build knows none of them.
    stdin = Objects.requireNonNullElse(stdin, Optional.empty());
    limits = Objects.requireNonNullElse(limits, ResourceLimits.NONE);
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

  /// The files of the attempt.
  public AttemptDirectory directory() {
    return new AttemptDirectory(attemptDirectory);
  }

  /// A launch of `command` in the attempt's `work/`: with an empty environment, no limits and no
  /// sandbox, logs of 1 MiB, a grace period of 10 seconds, and durable results.
  public static Builder of(Path attemptDirectory, List<String> command) {
    return new Builder(attemptDirectory, command);
  }

  /// A builder that starts with the values of this launch.
  public Builder but() {
    Builder same = new Builder(attemptDirectory, command);
    same.environment = environment;
    same.workingDirectory = workingDirectory;
    same.stdin = stdin.orElse(null);
    same.stdoutLimit = stdoutLimit;
    same.stderrLimit = stderrLimit;
    same.stopsWhenCut = stopsWhenCut;
    same.timeout = timeout.orElse(null);
    same.gracePeriod = gracePeriod;
    same.resultsDurable = resultsDurable;
    same.limits = limits;
    same.sandbox = sandbox;
    same.visible = visible;
    return same;
  }

  /// Collects the properties of a launch. Used by one thread.
  public static final class Builder {
    private static final long LOG_LIMIT = 1 << 20;

    private final Path attemptDirectory;
    private final List<String> command;
    private Map<String, String> environment = Map.of();
    private Path workingDirectory;
    private @Nullable Path stdin;
    private long stdoutLimit = LOG_LIMIT;
    private long stderrLimit = LOG_LIMIT;
    private boolean stopsWhenCut;
    private @Nullable Duration timeout;
    private Duration gracePeriod = Duration.ofSeconds(10);
    private boolean resultsDurable = true;
    private ResourceLimits limits = ResourceLimits.NONE;
    private Sandbox sandbox = Sandbox.NONE;
    private List<Path> visible = List.of();

    private Builder(Path attemptDirectory, List<String> command) {
      this.attemptDirectory = attemptDirectory;
      this.command = command;
      this.workingDirectory = new AttemptDirectory(attemptDirectory).work();
    }

    /// The whole environment of the program.
    public Builder environment(Map<String, String> variables) {
      environment = variables;
      return this;
    }

    /// The file that the program reads from standard input; null for nothing.
    public Builder stdin(@Nullable Path file) {
      stdin = file;
      return this;
    }

    /// How many bytes of standard output and of standard error are kept.
    public Builder logLimits(long stdout, long stderr) {
      stdoutLimit = stdout;
      stderrLimit = stderr;
      return this;
    }

    /// Whether the program is stopped once a byte of its standard output cannot be kept.
    public Builder stopsWhenCut(boolean stops) {
      stopsWhenCut = stops;
      return this;
    }

    /// How long the program may run; null for no limit.
    public Builder timeout(@Nullable Duration limit) {
      timeout = limit;
      return this;
    }

    /// The time between SIGTERM and SIGKILL.
    public Builder gracePeriod(Duration period) {
      gracePeriod = period;
      return this;
    }

    /// Whether `work/` is synced before the exit record is written.
    public Builder resultsDurable(boolean durable) {
      resultsDurable = durable;
      return this;
    }

    /// How much memory and how many processes the program may have.
    public Builder limits(ResourceLimits most) {
      limits = most;
      return this;
    }

    /// What the program can see and touch.
    public Builder sandbox(Sandbox kind) {
      sandbox = kind;
      return this;
    }

    /// Files and directories that a sandbox must show.
    public Builder visible(List<Path> paths) {
      visible = paths;
      return this;
    }

    public Launch build() {
      return new Launch(
          attemptDirectory,
          command,
          environment,
          workingDirectory,
          Optional.ofNullable(stdin),
          stdoutLimit,
          stderrLimit,
          stopsWhenCut,
          Optional.ofNullable(timeout),
          gracePeriod,
          resultsDurable,
          limits,
          sandbox,
          visible);
    }
  }
}
