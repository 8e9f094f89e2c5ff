package dev.retort.warden.client;

import dev.retort.core.program.Sandbox;
import dev.retort.warden.linux.ProcessIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/// Who decided about the start of an attempt, and how: the content of `attempts/<n>/start`.
///
/// The file has a few lines of JSON, each an object; later lines add to earlier ones. Its creation
/// decides; its content is incomplete if the writer was killed.
///
/// @param decidedBy `warden`, or `node` if the start was forbidden; empty if the writer died first
/// @param forbidden why the program must not run, or null
/// @param refused why the program could not be executed, or null
/// @param command the program and its arguments
/// @param bootId the boot of the machine during which the start was decided
/// @param cookie value of `RETORT_COOKIE` in the program's environment
/// @param mark the limit RLIMIT_RTTIME, which identifies processes that have lost their environment
/// @param cgroup the program's own control group, or null if there is none
/// @param process the program's process, or null if it was not started (or the warden died before
///   it could record it)
/// @param startedAt wall clock of the machine
/// @param timeout the program's time limit
/// @param gracePeriod time between SIGTERM and SIGKILL
/// @param stdoutLimit bytes of standard output that are kept
/// @param stderrLimit bytes of standard error that are kept
/// @param limits the limits of its launch
/// @param limitedBy the means that enforce the limits: `cgroup v1`, `cgroup v2`, `rlimit`, or
///   `nothing`; null without limits
/// @param limitGroups additional control groups of the attempt, created for its limits
/// @param sandbox what the program can see and touch
/// @param sandboxInit process 1 of the sandbox as seen from outside; its death ends all processes
///   inside. Null without a sandbox
/// @param stopping the request to stop; null if there is none
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
    ResourceLimits limits,
    @Nullable String limitedBy,
    List<Path> limitGroups,
    Sandbox sandbox,
    @Nullable ProcessIdentity sandboxInit,
    @Nullable StopRecord stopping) {
  private static final StartRecord EMPTY =
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
          ResourceLimits.NONE,
          null,
          List.of(),
          Sandbox.NONE,
          null,
          null);

  /// Reads the content of the file.
  ///
  /// @throws JacksonException if the lines together are no start record
  public static StartRecord of(String content) {
    ObjectNode merged = (ObjectNode) WardenJson.MAPPER.valueToTree(EMPTY);
    for (String line : content.split("\n", -1)) {
      merge(merged, line);
    }
    return WardenJson.MAPPER.treeToValue(merged, StartRecord.class);
  }

  private static void merge(ObjectNode merged, String line) {
    try {
      if (WardenJson.MAPPER.readTree(line) instanceof ObjectNode node) {
        merged.setAll(node);
      }
    } catch (JacksonException e) {
      // The last line of a writer that was killed; the lines before it hold.
      System.getLogger(StartRecord.class.getName())
          .log(System.Logger.Level.DEBUG, "a line of a start record is incomplete", e);
    }
  }

  public StartRecord {
    command = List.copyOf(command);
    limitGroups = List.copyOf(limitGroups);
  }
}
