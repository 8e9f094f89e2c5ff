package dev.retort.engine.warden;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who decided about the start of an attempt, and how: the content of `attempts/<n>/start`.
///
/// The file is a few lines of JSON, each an object; later lines add to earlier ones. Its creation
/// decides; what it says may stop short where the writer was killed.
///
/// @param decidedBy `warden`, or `node` if the start was forbidden; empty if the writer died first
/// @param forbidden why the program must not run, or null
/// @param refused why the program could not be executed, or null
/// @param command the program and its arguments
/// @param bootId the boot of the machine in which the decision fell
/// @param cookie value of `RETORT_COOKIE` in the program's environment
/// @param mark the limit RLIMIT_RTTIME by which processes are known that have lost their
///   environment
/// @param cgroup the program's own control group, or null if there is none
/// @param process the program's process, or null if it was not started (or the warden died before
///   it could write that down)
/// @param startedAt wall clock of the machine
/// @param timeout the program's time limit
/// @param gracePeriod time between SIGTERM and SIGKILL
/// @param stdoutLimit bytes of standard output that are kept
/// @param stderrLimit bytes of standard error that are kept
/// @param limits what was asked for
/// @param limitedBy what enforces the limits: `cgroup v1`, `cgroup v2`, `rlimit`, or `nothing`;
///   null if none was asked for
/// @param limitGroups control groups of the attempt beside `cgroup`, made for its limits
/// @param sandbox what the program can see and touch
/// @param sandboxInit process 1 of the sandbox as seen from outside: when it is gone, so is
///   everything inside; null without a sandbox
/// @param stopping null as long as nobody stops it
public record StartRecord(
    String decidedBy,
    @Nullable String forbidden,
    @Nullable String refused,
    List<String> command,
    @Nullable String bootId,
    @Nullable String cookie,
    long mark,
    @Nullable Path cgroup,
    @Nullable ProcessIdentity process,
    @Nullable Instant startedAt,
    @Nullable Duration timeout,
    @Nullable Duration gracePeriod,
    long stdoutLimit,
    long stderrLimit,
    Limits limits,
    @Nullable String limitedBy,
    List<Path> limitGroups,
    Sandbox sandbox,
    @Nullable ProcessIdentity sandboxInit,
    @Nullable Stopping stopping) {
  static final StartRecord EMPTY =
      new StartRecord(
          "",
          null,
          null,
          List.of(),
          null,
          null,
          0,
          null,
          null,
          null,
          null,
          null,
          0,
          0,
          Limits.NONE,
          null,
          List.of(),
          Sandbox.NONE,
          null,
          null);

  public StartRecord {
    command = List.copyOf(command);
    limitGroups = List.copyOf(limitGroups);
  }
}
